"""What happens with API keys in the Settings tab: a person sees, makes and revokes their own."""

from __future__ import annotations

from typing import Any

import gradio as gr

from assistant.errors import AssistantError
from assistant.surfaces.access.keys import ApiKey, ApiKeys, Scope
from assistant.surfaces.page.library_view import Field, dialog, toast
from assistant.surfaces.page.session import NotSignedIn, PageState, Person, form, pressed
from store.types import Owner


class KeyEvents:
    """Handlers; on one's own machine only its signed-in owner makes keys, on a public server every visitor."""

    def __init__(self, shared: PageState) -> None:
        self.shared = shared

    def pressed(self, language: str, event: gr.EventData, request: gr.Request) -> tuple[Any, Any]:
        """Return (dialog, toast) after a button of the list of keys."""
        person, (name, value) = self.shared.person(request, language), pressed(event)
        try:
            return self._done(person, name, value)
        except AssistantError as error:
            line = f"{error.say(person.language)} {error.advise(person.language)}"
            return gr.skip(), toast(line, person.language)

    def _done(self, person: Person, name: str, value: Any) -> tuple[Any, Any]:
        t, language = person.say, person.language
        if not (self.shared.assistant.settings.public or person.owns_machine):
            raise NotSignedIn
        keys, owner = ApiKeys(self.shared.assistant.settings.home), maker(person)
        if name == "key_make":
            scopes = (t("key_write"), t("key_read"))
            fields = [Field("name", t("key_name")), Field("scope", t("key_scope"), options=scopes)]
            return dialog("key_make_now", t("key_make"), t("key_make"), language, fields=fields), gr.skip()
        if name == "key_make_now":
            given = form(value)
            secret = keys.make(given.get("name", ""), _scope(given.get("scope", ""), t("key_write")), owner)
            title = t("key_made", name=given.get("name", ""))
            shown = [Field("secret", t("key_secret"), secret)]
            return dialog(
                "key_kept", title, t("key_kept"), language, text=t("key_once"), fields=shown
            ), gr.skip()
        if name == "key_revoke":
            gone = keys.revoke(str(value), owner)
            return gr.skip(), toast(t("key_revoked", name=gone.name), language)
        return gr.skip(), gr.skip()


def keys_of(person: Person) -> list[ApiKey]:
    """Return the keys that a person may see."""
    return ApiKeys(person.shared.assistant.settings.home).made_by(maker(person))


def maker(person: Person) -> Owner:
    """Return under whom a person's keys stand: on one's own machine under none, as those of the command line."""
    return person.owner if person.shared.assistant.settings.public else Owner("")


def _scope(said: str, writes: str) -> Scope:
    return "write" if said == writes else "read"
