"""Requirements: what an opening asks for, and what a person has to check."""

import pytest

from matcher.requirements import Gate, GateKind, Opening, cut

TEXT = """\
We run the parcel network of a small country. Everything must work for everyone.

What you'll do
- Design services that survive the loss of a data centre

What you bring
- 5+ years of experience building distributed systems at scale
- Strong knowledge of event streaming, for example Kafka
- You have run services in production
- A degree in computer science or similar
- Fluent English, German is a plus
- You are based in Hamburg

Nice to have
- Go
- Experience with PostgreSQL internals
- Terraform (required for the platform part)

What we offer
- 30 days off and a bicycle
"""


@pytest.fixture
def opening() -> Opening:
    return cut("Senior engineer", TEXT)


def test_bullets_below_demands_are_requirements(opening: Opening) -> None:
    assert [r.text for r in opening.requirements if r.must] == [
        "Building distributed systems at scale",
        "Strong knowledge of event streaming, for example Kafka",
        "Run services in production",
        "Terraform (required for the platform part)",
    ]


def test_nice_to_haves_are_told_apart(opening: Opening) -> None:
    nice = [r.text for r in opening.requirements if not r.must]

    assert nice == ["Go", "Experience with PostgreSQL internals"]


def test_tasks_and_benefits_are_no_requirements(opening: Opening) -> None:
    said = " ".join(r.text for r in opening.requirements)

    assert "bicycle" not in said
    assert "data centre" not in said


def test_what_a_person_checks_is_a_gate_and_no_requirement(opening: Opening) -> None:
    gates = [(g.kind, g.value, g.must) for g in opening.gates]

    assert gates == [
        (GateKind.YEARS, "5", True),
        (GateKind.DEGREE, "bachelor", True),
        (GateKind.LANGUAGE, "english", True),
        (GateKind.LANGUAGE, "german", False),
        (GateKind.PLACE, "Hamburg", True),
    ]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Answer customers by chat and e-mail within an hour, in clear written English",
         "Answer customers by chat and e-mail within an hour"),
        ("Fluent English, German is a plus", None),
        ("Good German and English, spoken and written", None),
        ("Unless you only look after our shops abroad, German at B2", None),
    ],
)  # fmt: skip
def test_what_a_line_asks_for_besides_a_language_is_a_requirement(
    line: str, left: str | None
) -> None:
    found = cut("Support", f"What you bring\n- {line}")

    assert {gate.kind for gate in found.gates} == {GateKind.LANGUAGE}
    assert [requirement.text for requirement in found.requirements] == ([left] if left else [])


def test_what_is_offered_below_the_nice_to_haves_is_no_nice_to_have() -> None:
    found = cut(
        "Support lead",
        "What we look for\n- Two appraisals a year with a team of your own\n\n"
        "A plus\n- Shifts at a hotel's front desk\n\n"
        "What you get\n- A laptop and a chair of your choice\n\n"
        "Life at our place\n- Two free nights at any hotel",
    )

    assert [(r.text, r.must) for r in found.requirements] == [
        ("Two appraisals a year with a team of your own", True),
        ("Shifts at a hotel's front desk", False),
    ]


def test_german_nice_to_haves_are_told_apart() -> None:
    found = cut("Lohn", "Das bringen Sie mit\n- Lohnpfändungen\n\nSchön wäre\n- Baulohn")

    assert [(r.text, r.must) for r in found.requirements] == [
        ("Lohnpfändungen", True), ("Baulohn", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "left", "languages"),
    [
        ("You need not bake, but you should understand a kitchen's hygiene rules",
         ["You should understand a kitchen's hygiene rules"], []),
        ("Fluent English, you don't have to speak German", [], ["english"]),
        ("You need not only know ovens but also mend them",
         ["You need not only know ovens but also mend them"], []),
        ("You do not need to drive", [], []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("begins", ["", "What you bring\n- "])
def test_what_nobody_has_to_do_is_not_asked_for_and_the_rest_of_its_line_is(
    begins: str, line: str, left: list[str], languages: list[str]
) -> None:
    found = cut("Manager", f"{begins}{line}.")

    assert [requirement.text for requirement in found.requirements] == left
    assert [gate.value for gate in found.gates] == languages


def test_interviews_with_users_are_work_and_an_interview_is_none() -> None:
    found = cut(
        "Designer",
        "Must have: interviews with users that you led yourself; app screens you released. "
        "You will have an interview with the team.",
    )

    assert [r.text for r in found.requirements] == [
        "Interviews with users that you led yourself", "App screens you released",
    ]  # fmt: skip


def test_tasks_count_where_nothing_is_asked_for_expressly() -> None:
    found = cut("Baker", "Your tasks\n- Bake bread at night\n- Train two apprentices")

    assert [(r.text, r.must) for r in found.requirements] == [
        ("Bake bread at night", False),
        ("Train two apprentices", False),
    ]


def test_a_text_without_bullets_is_cut_at_its_sentences() -> None:
    found = cut(
        "Accountant",
        "We are a shop. You have at least three years of experience in bookkeeping. "
        "Ideally you know DATEV. Experience with year-end closing is required.",
    )

    assert [(r.text, r.must) for r in found.requirements] == [
        ("Bookkeeping", True),
        ("You know DATEV", False),
        ("Experience with year-end closing is required", True),
    ]
    assert found.gates == (
        Gate(
            GateKind.YEARS, "3", "You have at least three years of experience in bookkeeping."
        ),
    )  # fmt: skip


def test_prose_is_cut_into_its_demands_without_what_the_company_offers() -> None:
    found = cut(
        "HR Partner",
        "We grind lenses in Berlin.\n\n"
        "We need somebody with experience in hiring. You know labour law, and you have drafted "
        "contracts. TypeScript is what we write. It would help a lot if you had set up a tool. "
        "You will hear from us within ten days.",
    )

    assert [(r.text, r.must) for r in found.requirements] == [
        ("Experience in hiring", True),
        ("You know labour law", True),
        ("Drafted contracts", True),
        ("TypeScript is what we write", True),
        ("It would help a lot if you had set up a tool", False),
    ]


@pytest.mark.parametrize("bullet", ["-", "*", "•", ">", "→", "✓", "1.", "a)"])
def test_every_common_bullet_begins_a_requirement(bullet: str) -> None:
    found = cut("Baker", f"Requirements\n{bullet} Bread\n{bullet} Cakes")

    assert [r.text for r in found.requirements] == ["Bread", "Cakes"]


def test_german_openings_are_cut_as_well() -> None:
    found = cut(
        "Lohnbuchhalter",
        "Ihre Aufgaben\n- Abrechnung\n\nIhr Profil\n- Mindestens 3 Jahre Erfahrung mit DATEV\n"
        "- Von Vorteil: Kenntnisse im Tarifrecht\n- Fließendes Deutsch in Wort und Schrift",
    )

    assert [r.must for r in found.requirements] == [True, False]
    assert {g.kind for g in found.gates} == {GateKind.YEARS, GateKind.LANGUAGE}


def test_an_opening_that_asks_for_nothing_has_no_requirements() -> None:
    assert cut("Hello", "We are a nice shop.\n").requirements == ()
