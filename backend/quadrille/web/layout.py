"""Pages from templates: what is inserted is always escaped, and a name that is missing is an error.

Templates are named by their path in the package: "web/templates/layout.html", "screening/templates/claim.html".
"""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quadrille.languages.catalogues import OFFERED, is_reviewed
from quadrille.languages.spoken import direction, in_language, language, locale_of
from quadrille.languages.words import Said, gettext, ngettext, told_if_ours
from quadrille.web import values
from quadrille.web.files import static
from quadrille.web.wallet_words import wallet_words

PACKAGE_FOLDER = Path(__file__).parents[1]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",  # so neither a script nor a style may stand inside a page
        "img-src 'self' data:",  # wallets announce their icons as data addresses (EIP-6963)
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def render(template: str, **context: object) -> str:
    """Make the page of a template; the comment at its top says what the context must hold.

    raises  jinja2.UndefinedError when the template needs a name that the context lacks
    """
    return _ENVIRONMENT.get_template(template).render(context)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(PACKAGE_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=told_if_ours,
    )
    environment.policies["ext.i18n.trimmed"] = True
    # The extension's own method, which Jinja's types do not know.
    environment.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    environment.filters.update(
        units=values.units,
        short=values.short,
        moment=values.moment,
        duration=values.duration,
        percent_bps=values.percent_bps,
    )
    environment.tests["ours"] = lambda value: isinstance(value, Said)
    environment.globals.update(
        static=static,
        share_bps=values.share_bps,
        wallet_words=wallet_words,
        language=language,
        direction=direction,
        is_reviewed=is_reviewed,
        in_language=in_language,
        languages={code: locale_of(code).get_language_name(code) for code in OFFERED},
    )
    return environment


_ENVIRONMENT = _environment()
