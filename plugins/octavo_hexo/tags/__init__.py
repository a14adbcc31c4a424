r"""Tags: ``{% name arguments %}``, and blocks of them up to ``{% endname %}``.

A package adds tags of its own by an entry point of the group ``octavo_hexo.tags``::

    # pyproject.toml
    [project.entry-points."octavo_hexo.tags"]
    stars = "octavo_stars:STARS"

    # octavo_stars.py
    from octavo_hexo.tags import Tag

    def stars(call, context):
        return ("\u2605" * int(call.text[:2]),) if call.text.isdecimal() else None

    STARS = Tag(names=("stars",), render=stars)

``{% stars 3 %}`` is then three stars in every output. :class:`TagCall` says what a tag is given,
:class:`TagContext` what it may ask, :class:`Tag` what it may return.
"""

from octavo_hexo.tags.declaration import Content, Tag, TagCall, TagContext

__all__ = ["Content", "Tag", "TagCall", "TagContext"]
