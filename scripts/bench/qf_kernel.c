// What a compiled kernel does with the sums of `qf`: the measure that ours is held to. Amounts below 2^96, one thread.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef unsigned __int128 u128;
typedef uint64_t u64;
typedef uint32_t u32;
typedef struct { u64 donor; u128 units; } gift;

static u64 whole_root(u128 n) {
    u64 s = (u64)sqrt((double)n);
    while ((u128)s * s > n) s--;
    while ((u128)(s + 1) * (s + 1) <= n) s++;
    return s;
}

// isqrt(n << 64), and what its square lacks: the whole root first, then 32 digits more from the remainder.
static u128 root(u128 n, u128 *lack) {
    u64 s = whole_root(n);
    u64 rest = (u64)(n - (u128)s * s);
    u64 q = s ? (u64)((double)rest * 2147483648.0 / (double)s) : 0;
    u128 r = ((u128)s << 32) + q;
    __int128 left = (__int128)(((u128)rest << 64) - (((u128)s * q) << 33) - (u128)q * q);
    while (left < 0) { r--; left += 2 * r + 1; }
    while (left > (__int128)(2 * r)) { left -= 2 * r + 1; r++; }
    *lack = (u128)left;
    return r;
}

// sums: for each project how many donors count, and low and high of what was given, of the roots, of what is lacking.
void weigh(const u32 *donor, const u32 *project, const u64 *high, const u64 *low, long donations, long donors,
           long projects, u64 *sums) {
    long *start = calloc(projects + 1, sizeof(long)), *next = malloc((projects + 1) * sizeof(long));
    gift *gifts = malloc(donations * sizeof(gift));
    u128 *given = calloc(donors, sizeof(u128));
    u32 *who = malloc(donors * sizeof(u32));
    for (long i = 0; i < donations; i++) start[project[i] + 1]++;
    for (long p = 0; p < projects; p++) start[p + 1] += start[p];
    memcpy(next, start, (projects + 1) * sizeof(long));
    for (long i = 0; i < donations; i++)
        gifts[next[project[i]]++] = (gift){donor[i], ((u128)high[i] << 64) | low[i]};
    for (long p = 0; p < projects; p++) {
        u128 total = 0, roots = 0, lacks = 0;
        long many = 0;
        for (long i = start[p]; i < start[p + 1]; i++) {
            u64 d = gifts[i].donor;
            if (!given[d] && gifts[i].units) who[many++] = (u32)d;
            given[d] += gifts[i].units;
        }
        for (long i = 0; i < many; i++) {
            u128 lack, n = given[who[i]];
            given[who[i]] = 0;
            total += n;
            roots += root(n, &lack);
            lacks += lack;
        }
        u64 *sum = sums + 7 * p;
        sum[0] = many;
        sum[1] = (u64)total, sum[2] = (u64)(total >> 64);
        sum[3] = (u64)roots, sum[4] = (u64)(roots >> 64);
        sum[5] = (u64)lacks, sum[6] = (u64)(lacks >> 64);
    }
    free(start), free(next), free(gifts), free(given), free(who);
}
