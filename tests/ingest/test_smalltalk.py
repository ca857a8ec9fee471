import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.messages import is_smalltalk

SMALLTALK = """
hi|Hello!|Hi team|hey @ana|<@U1> thanks|thanks!|Thanks Ana!|Thank you so much!|thx :+1:
Thanks a lot for the quick help :pray:|+1|+1!|+1 from me|++|^|same here|me too
Same issue here|👍🏽|🎉 🎉|:tada: :tada:|:+1::skin-tone-3:|ok|OK!|lol|LOOOL|haha
hahaha|nice :)|any update?|Any updates on this?|Hi @ana, any update on this?|any news?|???
...|—|yes|Got it, thanks!|works now, thanks a lot!|don't mention it|You’re welcome!|np
bump|ping?|up|test|how are you?|Good morning everyone :wave:|Danke!
Vielen Dank für die schnelle Hilfe!|Guten Morgen zusammen|Hallo|Alles klar, danke|Grüße
merci beaucoup|Bonjour à tous|d'accord|¡Gracias!|Buenos días a todos|muchas gracias
grazie mille|Ciao a tutti|Bom dia|obrigado pela ajuda|bedankt|Goedemorgen allemaal|Cześć
dziękuję|Dzień dobry|tack så mycket|Tusen takk|kiitos|Děkuji|köszönöm
teşekkür ederim|Привет|Здравствуйте|спасибо
"""
QUESTIONS = """
hi, vpn down?|Thanks, but it still crashes with E42|vpn?|no ping?|E42|42|500
no updates since Monday?|Hi, Druckerproblem|Danke, aber es geht nicht
Hello, what now with E42?|help vpn|not ok|no backup|Does anyone know the wifi password?
Thanks VPN|Hi all, who can approve my access?|how?|why is it down|你好，打不开
印刷できません|مشكلة|привет, не работает
ok so how do I reset it?|same error here with SSO|+1 but only on Mac
any update on ticket 4711?|status page?|`E42`|https://x.io|thanks :bug: again broken
Bonjour, imprimante en panne|hola, no funciona|ok google|Hi! 502
"""


def listed(texts: str) -> list[str]:
    return [text for text in texts.strip("\n|").replace("\n", "|").split("|") if text]


@pytest.mark.parametrize("text", listed(SMALLTALK))
def test_what_says_nothing_is_small_talk(text: str) -> None:
    assert is_smalltalk(text)


@pytest.mark.parametrize("text", listed(QUESTIONS))
def test_what_asks_or_reports_something_is_none(text: str) -> None:
    assert not is_smalltalk(text)


@pytest.mark.parametrize("text", ["", " \n", "\x00", "🎉" * 40_000])
def test_a_message_without_words_is_small_talk(text: str) -> None:
    assert is_smalltalk(text)


@given(
    st.lists(st.sampled_from(listed(SMALLTALK)), max_size=3), st.sampled_from(["E42", "VPN", "打"])
)
def test_one_word_that_is_not_known_makes_it_a_message(polite: list[str], word: str) -> None:
    assert not is_smalltalk(", ".join([*polite, word]) + "?")


def test_a_long_message_is_no_small_talk() -> None:
    assert not is_smalltalk("thanks " * 400 + "vpn")
