// A data URI, opened as a browser opens it.

export async function open(uri) {
  const answer = await fetch(uri);
  return { type: answer.headers.get("content-type"), text: await answer.text() };
}
