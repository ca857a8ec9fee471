"""Sections of a résumé: what its headings mean, in English and the commonest other spellings."""

import re
from enum import StrEnum
from typing import Final


class SectionKind(StrEnum):
    """What a section is about. The value is the name that programs are given."""

    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    PROJECTS = "projects"
    LANGUAGES = "languages"
    CERTIFICATES = "certificates"
    PUBLICATIONS = "publications"
    AWARDS = "awards"
    VOLUNTEERING = "volunteering"
    INTERESTS = "interests"
    PERSONAL = "personal"
    REFERENCES = "references"


_NAMES: Final = {
    SectionKind.SUMMARY: """
        summary, profile, about, about me, objective, career objective, personal statement,
        professional summary, career summary, executive summary, professional profile, overview,
        highlights, at a glance, who i am, introduction,
        profil, kurzprofil, zusammenfassung, über mich, berufsziel, profil professionnel, résumé,
        à propos, à propos de moi, objectif, perfil, perfil profesional, resumen, sobre mí,
        objetivo, profilo, chi sono, profilo professionale, sobre mim, resumo, profiel, over mij,
        personal profile
    """,
    SectionKind.EXPERIENCE: """
        experience, work experience, professional experience, employment, employment history,
        work history, career, career history, professional background, relevant experience,
        industry experience, experience summary, positions, professional history, work,
        internships, internship experience, teaching experience, research experience, other work
        experience, additional experience, professional appointments, appointments,
        academic appointments, military service, previous experience, jobs, employment record,
        berufserfahrung, beruflicher werdegang, berufliche erfahrung, werdegang, praxiserfahrung,
        praktika, berufspraxis, arbeitserfahrung, berufliche stationen, berufliche laufbahn,
        expérience, expériences, expérience professionnelle, expériences professionnelles,
        parcours professionnel, stages, experiencia, experiencia laboral,
        experiencia profesional, experiencia de trabajo, esperienza, esperienze,
        esperienza lavorativa, esperienze lavorative, esperienza professionale,
        esperienze professionali, experiência, experiência profissional, werkervaring, ervaring
    """,
    SectionKind.EDUCATION: """
        education, education and training, academic background, academic history, studies,
        qualifications, academic qualifications, educational background, degrees, schooling,
        training, training and education, school, academic education, coursework,
        relevant coursework,
        ausbildung, bildung, bildungsweg, studium, schulbildung, aus- und weiterbildung,
        akademische ausbildung, bildungsgang, weiterbildung, weiterbildungen, schule,
        formation, formations, éducation, études, diplômes, parcours académique,
        educación, formación, formación académica, estudios, istruzione, formazione,
        istruzione e formazione, educação, formação, formação acadêmica, opleiding, opleidingen
    """,
    SectionKind.SKILLS: """
        skills, technical skills, technical strengths, key skills, core skills,
        core competencies, competencies,
        competences, expertise, areas of expertise, technologies, tools, tech stack, stack,
        technical proficiencies, technical expertise, professional skills, soft skills,
        skills and tools, tools and technologies, computer skills, it skills, strengths,
        programming, programming languages, software, capabilities, skill set, skill,
        areas of specialization, technical background, fields, fields of expertise,
        additional skills, other skills, personal skills, skills and abilities, languages and
        technologies, technical summary, proficiencies, toolbox,
        kenntnisse, fähigkeiten, fachkenntnisse, kompetenzen, it-kenntnisse, edv-kenntnisse,
        fertigkeiten, qualifikationen, stärken, kenntnisse und fähigkeiten,
        compétences, compétences techniques, compétences clés, savoir-faire, outils,
        habilidades, competencias, aptitudes, conocimientos, competenze, capacità,
        competenze tecniche, competências, vaardigheden, competenties
    """,
    SectionKind.PROJECTS: """
        projects, personal projects, selected projects, side projects, key projects,
        academic projects, open source, open source contributions, open source projects,
        portfolio, project experience, projects and open source, research projects,
        projekte, projektarbeit, projekterfahrung, projets, proyectos, progetti, projetos,
        projecten, research, research interests
    """,
    SectionKind.LANGUAGES: """
        languages, language skills, spoken languages, foreign languages, linguistic skills,
        sprachen, sprachkenntnisse, fremdsprachen, langues, compétences linguistiques, idiomas,
        lenguas, lingue, conoscenze linguistiche, línguas, talen, talenkennis
    """,
    SectionKind.CERTIFICATES: """
        certifications, certificates, licenses, licences, certifications and licenses,
        licenses and certifications, certification, professional certifications, courses,
        professional development, further training, memberships, professional memberships,
        professional affiliations, affiliations, zertifikate, zertifizierungen, kurse,
        certificats, certificaciones, cursos, certificazioni, certificações, certificaten
    """,
    SectionKind.PUBLICATIONS: """
        publications, selected publications, papers, patents, talks, presentations,
        conference talks, articles, journal articles, conference proceedings, speaking,
        veröffentlichungen, publikationen, vorträge, publicaciones, pubblicazioni, publicações,
        publicaties, books
    """,
    SectionKind.AWARDS: """
        awards, honors, honours, achievements, honors and awards, awards and honors,
        awards and scholarships, scholarships, accomplishments, key achievements, grants,
        certification and awards, certificates and grants, most proud of, recognition,
        auszeichnungen, preise, stipendien, prix, distinctions, premios, premi, prêmios
    """,
    SectionKind.VOLUNTEERING: """
        volunteering, volunteer experience, volunteer work, community, community involvement,
        extracurricular activities, activities, leadership, leadership and activities,
        ehrenamt, ehrenamtliches engagement, engagement, bénévolat, voluntariado, volontariato,
        vrijwilligerswerk, campus activities
    """,
    SectionKind.INTERESTS: """
        interests, hobbies, hobbies and interests, interests and hobbies, personal interests,
        interessen, hobbys, freizeit, centres d'intérêt, loisirs, intereses, aficiones,
        interessi, interesses, hobby's, passions, life philosophy, my life philosophy,
        a day of my life
    """,
    SectionKind.PERSONAL: """
        personal information, personal details, personal data, contact, contact details,
        contact information, contacts, contact me, links, details, address, social, profiles,
        persönliche daten, persönliche angaben, angaben zur person, kontakt, kontaktdaten,
        anschrift, informations personnelles, coordonnées, état civil, datos personales,
        información personal, contacto, dati personali, informazioni personali, contatti,
        dados pessoais, contato, persoonlijke gegevens, persoonsgegevens, contactgegevens, facts
    """,
    SectionKind.REFERENCES: """
        references, referees, reference, referenzen, références, referencias, referenze,
        referências, referenties, recommendations, testimonials
    """,
}

_KINDS: Final = {
    " ".join(name.split()): kind for kind, names in _NAMES.items() for name in names.split(",")
}

_AROUND: Final = re.compile(r"^[^\w]+|[^\w)'’]+$")
_JOINTS: Final = re.compile(r"\s*(?:&|\+|/|,|\band\b|\bund\b|\bet\b|\by\b|\be\b|\ben\b)\s*")
_NUMBERED: Final = re.compile(r"^(?:[ivx]+|\d{1,2})[.)]\s+")
_LONGEST: Final = 45


def section_kind(line: str) -> SectionKind | None:
    """Return what a section is about whose heading a line is, None where it is no heading."""
    if len(line) > _LONGEST or line.startswith("•"):
        return None
    name = _plain(line)
    if kind := _KINDS.get(name):
        return kind
    # “Skills & languages”, “Awards / Grants”: the first that is known decides.
    parts = [_KINDS.get(part) for part in _JOINTS.split(name)]
    return parts[0] if len(parts) > 1 and all(parts) else None


def _plain(line: str) -> str:
    name = _NUMBERED.sub("", _AROUND.sub("", line.strip())).lower().replace("’", "'")
    return " ".join(name.split())
