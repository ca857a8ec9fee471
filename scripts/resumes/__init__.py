"""The sample content's résumés: invented people, set in the layouts that real ones come in."""
