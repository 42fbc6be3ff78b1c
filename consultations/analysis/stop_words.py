"""Words that say nothing of what a text is about, of the languages comments are mostly in."""

_LISTS = {
    "en": """
a about above after again against all also am among an and any are as at be because been before
being below between both but by can cannot could did do does doing down during each either every
few for from further had has have having he her here hers him his how however i if in into is it
its itself just less like made make makes making many may me might more most much must my no nor
not now of off on once one only onto or other others our ours out over own per people please rather
s same shall she should since so some such t than that the their theirs them themselves then there
therefore these they thing things this those though through thus to too under until up upon us very
was way we well were what when where whether which while who whom whose why will with within
without would yes yet you your yours
one two three four five six seven eight nine ten first second third
section page pages pdf attached annex abstract et
""",
    "fr": """
à afin ai ainsi alors au aucun aussi autre autres aux avec avoir bien c car ce cela celle celui ces
cet cette ceux chaque ci comme d dans de depuis des doit doivent donc du elle elles en encore entre
est et étaient était être eu fait faut font il ils j je l la le les leur leurs lors lui m mais me
même mes moins mon n ne ni nos notre nous on ont ou où par parce pas peut peuvent plus pour
pourquoi qu quand que quel quelle quelles quels qui s sa sans se selon ses si soit son sont sous
sur t ta te tes toujours tous tout toute toutes très tu un une vos votre vous y
""",
    "es": """
a al algo algunas algunos ante antes aquel así aunque cada como con contra cual cuando cuanto de
debe deben del desde donde durante e el él ella ellas ellos en entre era es esa esas ese eso esos
esta está están estas este esto estos fue fueron ha hace hacia han hasta hay la las le les lo los
más me mi mientras mismo mucho muy nada ni no nos nosotros nuestra nuestro o otra otras otro otros
para pero poco por porque puede pueden que qué quien se según ser si sí sido sin sino sobre son su
sus también tan tanto te tiene tienen todo todos tu un una uno unos y ya yo
""",
    "de": """
aber alle allem allen aller alles als also am an andere anderen auch auf aus bei beim bin bis bist
da dabei damit dann darf das dass dein dem den denn der des dessen die dies diese diesem diesen
dieser dieses doch dort du durch ein eine einem einen einer eines er es etwas euch für gegen gibt
habe haben hat hatte hier ich ihm ihn ihnen ihr ihre ihren ihrer im immer in ins ist ja jede jedem
jeden jeder jedes kann kein keine keinen können man mehr mein mit muss müssen nach nicht nichts
noch nun nur ob oder ohne sehr sein seine seinen seiner sich sie sind so sollen sollte sollten soll
sondern um und uns unser unsere unter vom von vor war waren warum was weil wenn wer werden wie wir
wird wo wurde würde würden zu zum zur zwischen über
""",
    "pt": """
a ao aos as até com como da das de dela dele deles depois deve devem do dos e é ela elas ele eles
em entre era essa esse esta está estão este eu foi foram há isso isto já lhe mais mas me mesmo meu
minha muito na nas não nem no nos nós nosso num numa o os ou para pela pelas pelo pelos pode podem
por porque qual quando que quem se sem ser seu seus são só sobre sua suas também te tem têm ter
todo todos tu um uma você
""",
    "it": """
a ad agli ai al alla alle allo anche ancora che chi ci ciò come con contro cui da dagli dai dal
dalla dalle degli dei del dell della delle dello deve devono di dopo dove e è ed essere fra gli ha
hanno i il in io la le lei lo loro ma meno mi mio molto ne nei nel nell nella nelle nello noi non
nostra nostro o ogni per perché più poco può possono qual quale quando quello questa queste questi
questo se sempre senza si sia siamo sono su sua sui sul sull sulla sulle suo suoi tra tu tutti
tutto un una uno vi voi
""",
    "ar": """
من في على إلى الى عن مع أن ان إن لا ما هذا هذه ذلك تلك التي الذي الذين اللذين كل بعض غير بين قد كان
كانت يكون تكون هو هي هم نحن أنت أنا كما لكن أو او ثم حتى إذا اذا عند عندما لم لن ليس ليست يجب أي اي
بعد قبل حول خلال ضد دون منذ له لها لهم به بها فيه فيها منه منها عليه عليها وهو وهي وأن وقد ولا وما
وفي ومن وعلى التى حيث أيضا أيضاً لدى بل هناك هنا يمكن ينبغي وكذلك
""",
}

STOP_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
ANY_LANGUAGE = frozenset().union(*STOP_WORDS.values())


def stop_words_of(language: str) -> frozenset[str]:
    """Of a language without a list, or not told, the words of all lists."""
    return STOP_WORDS.get(language, ANY_LANGUAGE)


def is_stop_word(word: str, language: str) -> bool:
    return word in stop_words_of(language)
