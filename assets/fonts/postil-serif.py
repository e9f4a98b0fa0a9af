"""Makes PostilSerif-Regular.ttf of CharisSIL-Regular.ttf: the letters of running text, without the rules for combining
marks and tone letters, which cost a third of the time of a layout. Needs fonttools (pip install fonttools).

    python3 assets/fonts/postil-serif.py

Text with combining marks is set in Charis SIL itself. The other name is what the Open Font License asks for.
"""

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).parent
NAME = "Postil Serif"
LETTERS = (
    "U+0020-007E,U+00A0-024F,U+0259,U+02BB-02BC,U+0400-045F,U+0490-0491,U+1E00-1EFF,"
    "U+2000-200A,U+2010-2027,U+202F-205E,U+20A0-20BF,U+2116,U+2122,U+2190-2193,U+2212,U+FB01-FB02"
)

options = subset.Options(layout_features=["liga"], notdef_outline=True, name_IDs=["*"])
options.drop_tables += ["Silt"]
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=subset.parse_unicodes(LETTERS))
font = TTFont(HERE / "CharisSIL-Regular.ttf", recalcTimestamp=False)
subsetter.subset(font)
for record in list(font["name"].names):
    # 0 is the copyright, 13 and 14 the licence: they stay as they are.
    if record.nameID in (1, 16):
        record.string = NAME
    elif record.nameID == 3:
        record.string = f"{NAME}: made of Charis SIL"
    elif record.nameID == 4:
        record.string = f"{NAME} Regular"
    elif record.nameID == 6:
        record.string = "PostilSerif-Regular"
    elif record.nameID not in (0, 2, 5, 13, 14):
        font["name"].names.remove(record)
font.save(HERE / "PostilSerif-Regular.ttf")
