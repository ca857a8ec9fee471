"""The words of small talk in the European languages: phrases between bars or line ends.

Case, accents and apostrophes do not matter where they are compared with messages.
"""

from typing import Final

GREETINGS: Final = """
hi|hii|hi support|hello support|hey support|dear support|hiya|hey|heya|hello|helo|yo|howdy
greetings|good morning|good afternoon|good evening|good day|good night|morning|gm|gn|bye|goodbye
cheers|see you|see ya|cu|ttyl|welcome|welcome back|happy monday|happy friday|good weekend
have a nice day|have a good day|have a great day|have a nice weekend|have a good weekend
have a great weekend|congrats|congratulations|happy birthday|hallo|hallochen|guten morgen|guten tag
guten abend|gute nacht|moin|moin moin|servus|gruss gott|gruezi|tschuss|mahlzeit|schonen feierabend
schones wochenende|willkommen|viele grusse|liebe grusse|lg|vg|mfg|mit freundlichen grussen
grusse|beste grusse|bonjour|bonsoir|salut|coucou|au revoir|bonne journee|bon week end|cordialement
bienvenue|hola|buenos dias|buenas tardes|buenas noches|buenas|adios|hasta luego|saludos|bienvenido
ciao|buongiorno|buonasera|buona giornata|buona serata|salve|arrivederci|saluti|ola|oi|bom dia
boa tarde|boa noite|tchau|ate logo|abracos|hoi|goedemorgen|goedemiddag|goedenavond|goedendag|dag
doei|groetjes|welkom|czesc|dzien dobry|dobry wieczor|siema|pozdrawiam|hejka|do widzenia|hej|hejsan
god morgon|god morgen|god dag|tjena|hei|heisann|hyvaa huomenta|moi|terve|moikka|ahoj|dobry den
dobre rano|zdravim|szia|sziasztok|jo napot|buna|buna ziua|salutare|zdravo|merhaba|selam|gunaydin
iyi gunler|kalimera|geia|geia sas|привет|всем привет|здравствуйте|добрыи день|доброе утро|привіт
добрии день|добрыи вечер
"""
THANKS: Final = """
thanks|thank you|thankyou|thx|thnx|tnx|ty|tysm|tyvm|thanks a lot|thanks so much|thank you so much
thanks very much|thank you very much|many thanks|much appreciated|appreciated|appreciate it
i appreciate it|thanks a million|thanks a bunch|thanks again|thanks in advance|thank you in advance
thank you again|cheers|ta|youre welcome|you are welcome|yw|no problem|np|no worries|my pleasure
anytime|any time|dont mention it|glad to help|happy to help|danke|danke schon|danke sehr
vielen dank|vielen lieben dank|besten dank|herzlichen dank|danke im voraus|danke dir|danke euch
danke ihnen|bitte|bitte schon|gern|gerne|gern geschehen|kein problem|dank dir|merci|merci beaucoup
merci bien|merci d avance|grand merci|mille mercis|de rien|je vous en prie|gracias|muchas gracias
mil gracias|gracias de antemano|de nada|grazie|grazie mille|molte grazie|grazie tante|prego
di niente|obrigado|obrigada|muito obrigado|muito obrigada|valeu|bedankt|dank je|dank je wel|dank u
dankjewel|dank u wel|hartelijk dank|alvast bedankt|graag gedaan|dzieki|dziekuje|dziekuje bardzo
nie ma sprawy|prosze|tack|tack sa mycket|stort tack|tusen takk|takk|mange takk|mange tak|tak|kiitos
kiitoksia|paljon kiitoksia|dekuji|diky|moc diky|koszonom|koszi|multumesc|mersi|hvala|tesekkurler
tesekkur ederim|sagol|eyvallah|efcharisto|efxaristo|спасибо|большое спасибо|спасибо большое|дякую
щиро дякую|пожалуиста
"""
NODS: Final = """
ok|oki|okay|okey|okey dokey|kk|okie|alright|all right|right|sure|sure thing|of course|yes|yep|yeah
yup|ya|no|nope|nah|maybe|cool|nice|nice one|great|great news|good|very good|perfect|awesome|amazing
excellent|fantastic|wonderful|lovely|sweet|brilliant|well done|good job|great job|nice work
good work|great work|wow|whoa|oops|hmm|hm|hmmm|ah|aha|oh|ooh|oh no|oh well|ouch|lol|rofl|lmao|xd
done|got it|gotcha|understood|noted|roger|copy that|ack|acknowledged|i see|makes sense|sounds good
looks good|lgtm|sgtm|will do|on it|im on it|i am on it|looking|looking into it|let me check
let me see|one sec|one moment|just a sec|just a moment|brb|agreed|agree|i agree|exactly|indeed|true
correct|fair enough|my bad|sorry|sorry about that|never mind|nevermind|nvm|no idea|idk|same
same here|same for me|same problem|same issue|same problem here|same issue here|same question
same question here|me too|me 2|mee too|us too|here too|same boat|following|subscribing|this
it works|it works now|works now|it is working now|its working now|working now|that worked
that works|that helped|that helps|it worked|worked|this worked|problem solved|solved|any update
any updates|any news|any progress|any progress on this|any update on this|any updates on this
any news on this|any update here|any updates here|any luck|any idea|any ideas|any help|any thoughts
anyone|anybody|someone|somebody|anyone there|anybody there|anyone here|anyone around
is anyone there|hello anyone|still there|are you there|you there|how are you|how are you doing
hows it going|how is it going|whats up|sup|wassup|can anyone help|can someone help
can somebody help|can anybody help|can anyone help me|can someone help me|can anybody help me
please help|pls help|help please|please|pls|plz|gleichfalls|ebenso|ja|nein|jo|jep|nee|na ja|genau
stimmt|klar|alles klar|passt|super|toll|prima|wunderbar|gut|sehr gut|schon|perfekt|verstanden
erledigt|ich auch|dito|bei mir auch|hier auch|gibt es neuigkeiten|gibt es was neues|gibts was neues
gibt es ein update|irgendwelche neuigkeiten|wie geht es|wie gehts|entschuldigung|funktioniert jetzt
geht jetzt|geht wieder|oui|non|d accord|daccord|parfait|tres bien|genial|moi aussi|pareil|idem
des nouvelles|ca va|desole|desolee|ca marche|super merci|si|vale|claro|perfecto|muy bien|listo
yo tambien|igual|alguna novedad|hay novedades|que tal|entendido|de acuerdo|lo siento|va bene
perfetto|ottimo|benissimo|anche io|anch io|novita|ci sono novita|come va|capito|d accordo|certo
scusa|scusate|sim|nao|perfeito|otimo|eu tambem|alguma novidade|tudo bem|beleza|entendi|combinado
goed|oke|top|ik ook|hier ook|nog nieuws|is er al nieuws|begrepen|klopt|lekker|tak|nie|dobrze|dobra
swietnie|ja tez|u mnie tez|sa jakies wiesci|rozumiem|jasne|nej|bra|jag ocksa|samma har|jeg ogsa
ogsa her|kylla|ei|hyva|sama taalla|ano|ne|dobre|ja taky|igen|nem|rendben|bine|si eu|evet|hayir
tamam|bende de|nai|entaxei|да|нет|ок|хорошо|отлично|супер|понятно|ясно|у меня тоже|и у меня
есть новости|так|ні|добре
"""

ALONE: Final = """
update|updates|status|bump|ping|test|testing|what|up|back|k|y|n
"""
"""Small talk only when nothing else is said: "ping?" is, "no ping?" is none."""

AROUND: Final = """
all|everyone|everybody|team|guys|folks|people|friends|there|again|and|so much|very much|a lot
really|man|mate|buddy|dude|sir|madam|support team|dear|dear all|dear team|here|for the help
for your help|for helping|for all the help|for the quick help|for your quick help
for the quick response|for the quick reply|for your reply|for the reply|for the info
for the information|for the update|for the heads up|for that|for this|for everything|for looking
for looking into it|for looking into this|for checking|for your support|for your time|for sharing
for the answer|for the fast reply|for the fix|to all|to everyone|to you too|you too|as well|too|it
that|a million|in advance|now|guys and girls|yall|from me|from here|on my side|for us|zusammen|alle
an alle|leute|fur die hilfe|fur deine hilfe|fur eure hilfe|fur ihre hilfe|fur die schnelle hilfe
fur die antwort|fur die schnelle antwort|fur die info|euch|dir|ihnen|und|nochmal|auch|sehr|a tous
tout le monde|a toutes et a tous|l equipe|pour votre aide|pour ton aide|pour l aide|et|encore
a todos|a todas|equipo|por la ayuda|por tu ayuda|por su ayuda|y|a tutti|tutti|ragazzi|per l aiuto|e
pessoal|galera|pela ajuda|allemaal|iedereen|voor de hulp|voor je hulp|en|wszystkim|za pomoc|wszyscy
alla|allihopa|alle sammen|for hjalpen|for hjelpen|kaikki|kaikille|avusta|vsem|vsichni|всем|коллеги
за помощь|всім
"""
"""Whom the others are said to and what fills them up; alone they are no small talk."""

OPENINGS: Final = """
help|help needed|need help|i need help|i need some help|urgent|very urgent|asap|question|a question
quick question|i have a question|i have a quick question|got a question|one question
just a question|have a question|issue|i have an issue|we have an issue|i have a problem
we have a problem|problem|frage|kurze frage|ich habe eine frage|hilfe|dringend|une question
petite question|bonjour a tous|une petite question|j ai une question|tengo una pregunta
una pregunta|ayuda|urgente|ho una domanda|una domanda|aiuto|tenho uma pergunta|ajuda|vraag
ik heb een vraag
"""
"""What announces a question and says nothing of it."""
