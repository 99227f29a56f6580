"""The three published formats as the linter sees them: which fields, what claims, what contradicts what. Data only.

Sources: the JSON schemas of nominee and screening in the public repository of candidates (their descriptions say which
question follows a Yes, and what to give with it), and the fields that the registry publishes.
"""

from typing import NamedTuple

from quadrille.catalog.lint_fields import Kind


class Claim(NamedTuple):
    """In the object at `at`: a Yes to `question` needs one of the fields `evidence`, which should hold `asks`.

    after         the question that must be Yes for this one to be asked; empty when it always is
    is_named      the claim is made by naming something, not by a Yes
    is_voluntary  the form leaves it open whether to give the evidence
    """

    at: str
    question: str
    evidence: tuple[str, ...]
    asks: str
    after: str = ""
    is_named: bool = False
    is_voluntary: bool = False


class FollowUp(NamedTuple):
    """In the object at `at`: after a Yes to `question`, `asked` wants a Yes, a No or an Unknown."""

    at: str
    question: str
    asked: str


class Denial(NamedTuple):
    """In the object at `at`: a No to `question` does not go with words in `words`, nor with a Yes to `answers`."""

    at: str
    question: str
    words: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()


class Address(NamedTuple):
    """A field that holds links. An address holds nothing else; `is_alone` says that it holds no word beside them."""

    path: str
    is_address: bool = True
    is_alone: bool = False


class Form(NamedTuple):
    """One format."""

    kinds: dict[str, Kind]
    licences: str
    claims: tuple[Claim, ...]
    follow_ups: tuple[FollowUp, ...]
    denials: tuple[Denial, ...]
    links: tuple[Address, ...]


_HARM = "doNoHarm.dataPrivacySecurity"
_CONTENT = "doNoHarm.inappropriateIllegalContent"
_PEOPLE = "doNoHarm.protectionFromHarassment"
_STEPS = "the steps taken"

SCREENING = Form(
    kinds={
        "name": Kind.TEXT,
        **dict.fromkeys(
            (
                *("clearOwnership", "platformIndependence", "documentation", "NonPII", "privacy", "standards"),
                *("doNoHarm", "doNoHarm.preventHarm", _HARM, _CONTENT, _PEOPLE),
            ),
            Kind.OBJECT,
        ),
        **dict.fromkeys(
            (
                *("clearOwnership.copyrightURL", "platformIndependence.pltIndependenceDesc"),
                *("NonPII.nonPIIAccessMechanism", f"{_HARM}.privacySecurityDescription", f"{_CONTENT}.type"),
                "doNoHarm.preventHarm.additionalInfoMechanismProcessesPolicies",
                *(f"{_CONTENT}.policyGuidelinesDocumentationLink", f"{_CONTENT}.illegalContentDetectionMechanism"),
            ),
            Kind.TEXT,
        ),
        **dict.fromkeys(
            (
                *("documentation.documentationURL", "privacy.privacyComplianceList", "privacy.adherenceSteps"),
                *("standards.standardsList", "standards.evidenceStandardSupport", "standards.bestPracticesList"),
                *(f"{_HARM}.typesOfDataCollected", f"{_HARM}.dataSharingCircumstances"),
                *(f"{_PEOPLE}.stepsAddressRiskPreventSafetyUnderageUsers", f"{_PEOPLE}.harassmentProtectionSteps"),
            ),
            Kind.TEXTS,
        ),
        **dict.fromkeys(
            (
                *("clearOwnership.isOwnershipExplicit", "platformIndependence.mandatoryDepsCreateMoreRestrictions"),
                *("platformIndependence.isSoftwarePltIndependent", "documentation.isDocumentationAvailable"),
                *("NonPII.collectsNonPII", "NonPII.checkNonPIIAccessMechanism", "privacy.isPrivacyCompliant"),
                *("standards.supportStandards", "standards.implementBestPractices"),
                *("doNoHarm.preventHarm.stepsToPreventHarm", f"{_HARM}.collectsPII", f"{_HARM}.thirdPartyDataSharing"),
                *(f"{_HARM}.ensurePrivacySecurity", f"{_CONTENT}.collectStoreDistribute", f"{_CONTENT}.contentFilter"),
                *(f"{_CONTENT}.illegalContentDetection", f"{_PEOPLE}.userInteraction"),
                f"{_PEOPLE}.addressSafetySecurityUnderageUsers",
                f"{_PEOPLE}.griefAbuseHarassmentProtection",
            ),
            Kind.ANSWER,
        ),
    },
    licences="",
    claims=(
        Claim("clearOwnership", "isOwnershipExplicit", ("copyrightURL",), "a link that shows who the owner is"),
        Claim(
            "platformIndependence",
            "mandatoryDepsCreateMoreRestrictions",
            ("pltIndependenceDesc",),
            "the open component that can take the place of the closed one",
        ),
        Claim("documentation", "isDocumentationAvailable", ("documentationURL",), "a link to the documentation"),
        Claim(
            "NonPII",
            "collectsNonPII",
            ("nonPIIAccessMechanism",),
            "the way to get such data out of it",
        ),
        Claim("privacy", "isPrivacyCompliant", ("adherenceSteps",), f"{_STEPS} to keep the law, with links"),
        Claim("privacy", "isPrivacyCompliant", ("privacyComplianceList",), "the laws that it keeps"),
        Claim("standards", "supportStandards", ("standardsList",), "the standards"),
        Claim("standards", "supportStandards", ("evidenceStandardSupport",), "a link to a validator, a test, a report"),
        Claim("standards", "implementBestPractices", ("bestPracticesList",), "the practices"),
        # The form asks for it as something that one may add.
        Claim(
            "doNoHarm.preventHarm",
            "stepsToPreventHarm",
            ("additionalInfoMechanismProcessesPolicies",),
            _STEPS,
            is_voluntary=True,
        ),
        Claim(_HARM, "collectsPII", ("typesOfDataCollected",), "the kinds of data"),
        Claim(_HARM, "collectsPII", ("privacySecurityDescription",), f"{_STEPS}, and a link to the privacy policy"),
        Claim(
            _HARM,
            "thirdPartyDataSharing",
            ("dataSharingCircumstances",),
            "who gets it, and when",
            "collectsPII",
        ),
        Claim(_CONTENT, "collectStoreDistribute", ("type",), "the kinds of content"),
        Claim(
            _CONTENT,
            "contentFilter",
            ("policyGuidelinesDocumentationLink",),
            "a link to the policy",
            "collectStoreDistribute",
        ),
        Claim(
            _CONTENT,
            "illegalContentDetection",
            ("illegalContentDetectionMechanism",),
            "the way to find and remove such content",
            "collectStoreDistribute",
        ),
        Claim(
            _PEOPLE,
            "addressSafetySecurityUnderageUsers",
            ("stepsAddressRiskPreventSafetyUnderageUsers",),
            _STEPS,
            "userInteraction",
        ),
        Claim(_PEOPLE, "griefAbuseHarassmentProtection", ("harassmentProtectionSteps",), _STEPS, "userInteraction"),
    ),
    follow_ups=(
        FollowUp("platformIndependence", "mandatoryDepsCreateMoreRestrictions", "isSoftwarePltIndependent"),
        FollowUp("NonPII", "collectsNonPII", "checkNonPIIAccessMechanism"),
        FollowUp(_HARM, "collectsPII", "thirdPartyDataSharing"),
        FollowUp(_HARM, "collectsPII", "ensurePrivacySecurity"),
        FollowUp(_CONTENT, "collectStoreDistribute", "contentFilter"),
        FollowUp(_CONTENT, "collectStoreDistribute", "illegalContentDetection"),
        FollowUp(_PEOPLE, "userInteraction", "addressSafetySecurityUnderageUsers"),
        FollowUp(_PEOPLE, "userInteraction", "griefAbuseHarassmentProtection"),
    ),
    denials=(
        Denial("clearOwnership", "isOwnershipExplicit", ("copyrightURL",)),
        Denial("platformIndependence", "mandatoryDepsCreateMoreRestrictions", ("pltIndependenceDesc",)),
        Denial("documentation", "isDocumentationAvailable", ("documentationURL",)),
        Denial("NonPII", "collectsNonPII", ("nonPIIAccessMechanism",), ("checkNonPIIAccessMechanism",)),
        # Not the steps: people explain a No there.
        Denial("privacy", "isPrivacyCompliant", ("privacyComplianceList",)),
        Denial("standards", "supportStandards", ("standardsList", "evidenceStandardSupport")),
        Denial("standards", "implementBestPractices", ("bestPracticesList",)),
        Denial(_HARM, "collectsPII", ("typesOfDataCollected",), ("thirdPartyDataSharing",)),
        Denial(_CONTENT, "collectStoreDistribute", ("type",), ("contentFilter", "illegalContentDetection")),
        Denial(
            _PEOPLE,
            "userInteraction",
            answers=("addressSafetySecurityUnderageUsers", "griefAbuseHarassmentProtection"),
        ),
    ),
    links=(
        Address("clearOwnership.copyrightURL", is_address=False),
        Address("documentation.documentationURL", is_address=False),
        Address(f"{_CONTENT}.policyGuidelinesDocumentationLink", is_address=False),
    ),
)

NOMINEE = Form(
    kinds={
        **dict.fromkeys(("name", "description", "website", "repositoryURL", "stage"), Kind.TEXT),
        **dict.fromkeys(("license", "repositories", "organizations"), Kind.OBJECTS),
        **dict.fromkeys(("sectors", "type"), Kind.TEXTS),
        **dict.fromkeys(("license[].spdx", "license[].licenseURL", "repositories[].url"), Kind.TEXT),
        **dict.fromkeys(("organizations[].website", "SDGs[].evidenceText", "SDGs[].evidenceURL"), Kind.TEXT),
        "SDGs": Kind.GOALS,
    },
    licences="license[].spdx",
    claims=(
        Claim("license[]", "spdx", ("licenseURL",), "a link to where the project says so", is_named=True),
        Claim(
            "SDGs[]", "SDGNumber", ("evidenceText", "evidenceURL"), "a sentence or a link that shows it", is_named=True
        ),
    ),
    follow_ups=(),
    denials=(),
    links=(
        Address("website", is_alone=True),
        Address("repositoryURL", is_alone=True),
        Address("repositories[].url", is_alone=True),
        Address("license[].licenseURL", is_alone=True),
        Address("organizations[].website", is_alone=True),
        Address("SDGs[].evidenceURL", is_address=False),
    ),
)

REGISTRY = Form(
    kinds={
        **dict.fromkeys(("name", "description", "website", "stage", "documentation"), Kind.TEXT),
        **dict.fromkeys(("openlicenses", "repositories", "organizations", "clearOwnership", "privacy"), Kind.OBJECTS),
        **dict.fromkeys(("sdgs", "NonPII", "dataPrivacySecurity", "userContent"), Kind.OBJECT),
        **dict.fromkeys(("platformIndependence", "protectionFromHarassment"), Kind.OBJECT),
        **dict.fromkeys(("openlicenses[].openLicense", "openlicenses[].openLicenseEvidenceURLs"), Kind.TEXT),
        **dict.fromkeys(("repositories[].url", "organizations[].website", "sdgs.relevance"), Kind.TEXT),
        **dict.fromkeys(("sdgs.sdg", "openStandards", "bestPractices", "categories", "sectors"), Kind.TEXTS),
    },
    licences="openlicenses[].openLicense",
    claims=(
        Claim("openlicenses[]", "openLicense", ("openLicenseEvidenceURLs",), "a link to it", is_named=True),
        Claim("sdgs", "sdg", ("relevance",), "what the project does for the goals", is_named=True),
        Claim("clearOwnership[]", "clearOwnershipName", ("clearOwnershipURL",), "a link that shows it", is_named=True),
        # Nothing of `privacy`: whoever collects nothing says so there, and has no page to link to.
        Claim(
            "NonPII",
            "collectsNonPII",
            ("nonPIIAccessMechanism",),
            "the way to get such data out of it",
        ),
        # Whatever the field's name: in every entry a Yes goes with a list of alternatives, and a No without one.
        Claim("platformIndependence", "isPlatformIndependent", ("openAlternatives",), "the open alternatives"),
        Claim("dataPrivacySecurity", "collectsPII", ("typesOfPIIDataCollected",), "the kinds of data"),
        Claim("dataPrivacySecurity", "collectsPII", ("dataPrivacySecurity",), _STEPS),
        Claim("userContent", "contentManagement", ("contentTypes",), "the kinds of content"),
        Claim("userContent", "contentManagement", ("contentManagementPolicy",), "the policy"),
        Claim("protectionFromHarassment", "facilitatesUserInteraction", ("harassmentPolicy",), _STEPS),
    ),
    follow_ups=(),
    denials=(
        Denial("NonPII", "collectsNonPII", ("nonPIIAccessMechanism",)),
        Denial("dataPrivacySecurity", "collectsPII", ("typesOfPIIDataCollected",)),
        Denial("userContent", "contentManagement", ("contentTypes", "contentManagementPolicy")),
        Denial("protectionFromHarassment", "facilitatesUserInteraction", ("harassmentPolicy",)),
    ),
    links=(
        Address("website"),
        Address("repositories[].url"),
        Address("organizations[].website"),
        Address("documentation", is_address=False),
        Address("openlicenses[].openLicenseEvidenceURLs", is_address=False),
        Address("clearOwnership[].clearOwnershipURL", is_address=False),
    ),
)

FORMS = {"nominee": NOMINEE, "screening": SCREENING, "registry": REGISTRY}
"""By the name that `registry.format_of` gives."""
