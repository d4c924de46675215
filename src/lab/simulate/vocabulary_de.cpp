#include "simulate/vocabulary.h"

namespace lockstep::lab {

const LanguageWords kGerman{
    .code = "de",
    .patterns =
        "$I $S $V $D $O. $A $B.|$S in $L $V $T $D $O.|$I $P sagt, $S bleibt dran: $A $B.|"
        "$S $V $T $O, und $A $B.|$A $B: $S $V $D $O.|"
        "$N Leute in $L, und $S $V immer noch $O. $A $B.|$I $A $B. $S aus $L $V $D $O.|"
        "$S $V $T $O. $P aus $L meint: $A $B.|nach $N Tagen ist es so weit: $S $V $O. $A $B.|"
        "$I $S $V $O. Auch in $L: $S $V $D $O.|$P und $P sind sich einig: $S $V $T $D $O.|"
        "wer hat noch gemerkt: $S $V $T $O? $A $B.",
    .openers =
        "kurz gesagt:|ehrlich:|gerade gelesen:|na gut,|zur Info:|kein Witz:|guten Morgen,|also,|"
        "wie erwartet:|nur so nebenbei:|heute gelernt:|Nachtrag:|hört mal,|ganz ruhig:|endlich:|"
        "unter uns:|aus der Nachbarschaft:|so sieht es aus:|tja,|mal wieder:",
    .adverbs =
        "heimlich|plötzlich|erneut|offen|langsam|kaum|beinahe|stolz|offiziell|ungern|gelassen|"
        "selten|deutlich|einfach|fast|unerwartet",
    .verbs =
        "ändert|verschiebt|verteidigt|streicht|ignoriert|erklärt|hinterfragt|verweigert|"
        "unterstützt|verspricht|zeigt|prüft|verzögert|lobt|kritisiert|finanziert|bestätigt|"
        "schützt|verliert|repariert|untersucht|feiert",
    .adjuncts =
        "diese Woche|seit Dienstag|nach den Ferien|zum dritten Mal|vor dem Wochenende|"
        "vor aller Augen|ohne Ankündigung|spät in der Nacht|am Bahnhof|gegen Mittag|"
        "während des Sturms|in der ersten Runde|auf dem alten Markt|bis auf Weiteres|im Frühjahr|"
        "recht kurzfristig|zwischen zwei Sitzungen|nach den neuen Regeln|gleich nach dem Essen|"
        "unten am Fluss",
    .stances =
        "ich frage mich,|niemand kann erklären,|mein Nachbar will wissen,|wir sollten fragen,|"
        "mich würde interessieren,|die Frage ist nur,|noch ist unklar,|sagt mir mal,|"
        "hier reden alle darüber,|meine Schwester ahnt,|im Büro weiß keiner,|"
        "ich bin nicht sicher,|bald sehen wir,|man versteht langsam,|keiner schreibt auf,|"
        "offen bleibt,",
    .clauses =
        "was das für Familien bedeutet|wer das am Ende bezahlt|wie lange das gut geht|"
        "warum es so lange dauerte|was danach kommt|ob das funktioniert|wer das entschieden hat|"
        "wie die anderen das sehen|warum niemand darüber spricht|was die Zahlen wirklich sagen|"
        "ob meine Stadt als Nächstes dran ist|wie viel davon stimmt|wohin das Geld fließt|"
        "warum mich das noch kümmert|wer hinterher aufräumt|was unsere Kinder davon halten|"
        "wie es so weit kam|ob der Plan den Sommer übersteht",
    .first_names =
        "Anna|Lukas|Greta|Jonas|Lena|Matthias|Frieda|Paul|Nele|Stefan|Ida|Moritz|Sabine|Emre|"
        "Katrin|Holger|Leyla|Ole|Birgit|Fabian|Ute|Deniz|Clara|Till",
    .last_names =
        "Albrecht|Bauer|Dietz|Engel|Fuchs|Graf|Heller|Jansen|Krüger|Lorenz|Menzel|Nowak|Ott|"
        "Peters|Reuter|Seidel|Thoma|Ulrich|Vogt|Weiß|Yilmaz|Zander|Brandt|Kaya",
    .place_starts =
        "Alt|Birken|Dorn|Eichen|Feld|Grün|Hohen|Kalten|Linden|Mittel|Neu|Ober|Rosen|Schön|Tann|"
        "Unter|Weiden|Wolfs",
    .place_ends =
        "au|bach|berg|brück|burg|dorf|felde|furt|hagen|hausen|heim|kirchen|rode|stadt|tal|werder",
    .outlets =
        "zeitung|kurier|anzeiger|bote|blatt|rundschau|nachrichten|echo|blog|magazin|aktuell|"
        "notizen",
    .topics = {{
        {"der Stadtrat|die Bürgermeisterin|die Opposition|der Ausschuss|das Ministerium|"
         "eine kleine Partei|der Landrat|das Parlament|die Grenzbehörde|die Wahlleitung",
         "den neuen Haushalt|den Wohnungsplan|ein altes Versprechen|die Schulreform|"
         "die Abstimmung zur Rente|das Mediengesetz|das Grenzabkommen|den Steuerbonus|"
         "die Petition vom Vorjahr|den Prüfbericht",
         "wahl|politik|rathaus|landtag"},
        {"die Heimelf|der junge Torwart|unsere Trainerin|die Nationalmannschaft|die Liga|"
         "der Zweitligist|der Kapitän|ein Läufer von hier|der Schwimmverein|die Schiedsrichterin",
         "den späten Elfmeter|das Spiel ohne Gegentor|den Wechsel|das Trainingslager|"
         "das alte Stadion|das Auswärtsspiel|die letzte Runde|die neue Dauerkarte|"
         "die lange Verletztenliste|das Viertelfinale",
         "fussball|bundesliga|laufen|spieltag"},
        {"der Chiphersteller|ein winziges Startup|das Browserteam|der Handykonzern|"
         "das freie Projekt|der Cloudanbieter|mein neuer Rechner|die Suchmaschine|"
         "das Robotiklabor|die Satellitenfirma",
         "den Akkutest|das Sicherheitsupdate|die Datenschutzoption|die schnelle Version|"
         "das Betaprogramm|das kaputte Update|das Rechenzentrum|die Tastaturbelegung|"
         "den Lizenzwechsel|den Offlinemodus",
         "technik|opensource|digital|sicherheit"},
        {"das Krankenhaus|die Hausärztin|das Gesundheitsamt|eine Pflegerin|die Apotheke|"
         "die Forschungsgruppe|die Krankenkasse|die Schlafklinik|der Zahnarzt|der Rettungsdienst",
         "die Warteliste|die Impfstudie|die Nachtschicht|einen einfachen Bluttest|"
         "den Insulinpreis|die neue Leitlinie|die Grippewelle|die Notaufnahme|die Zuckerdebatte|"
         "das Rehaprogramm",
         "gesundheit|pflege|schlaf|medizin"},
        {"der Windpark|der Netzbetreiber|das Solardorf|der Stromkonzern|der Klimarat|"
         "das Heizwerk|der alte Meiler|der Wasserverband|ein Bauer nebenan|der Wertstoffhof",
         "die Stromrechnung|das Speicherprojekt|den Staudamm|den Gasvertrag|den günstigen Tarif|"
         "die Wärmepumpe|das Klimaziel|den Kohleausstieg|die Leitungstrasse|die Dürrewarnung",
         "energie|klima|solar|wetter"},
        {"das kleine Label|das Orchester|meine Lieblingsband|das Festival|der alte Plattenladen|"
         "der Chor|die Sängerin|der Radiosender|der Schlagzeuger|das Konzerthaus",
         "das Debütalbum|die Sommertour|den Mitschnitt|die Zugabe|den Vorverkauf|"
         "die Vinylausgabe|die Vorband|die leise Ballade|die Coverversion|das Musikvideo",
         "neuemusik|konzert|vinyl|festival"},
        {"die Zentralbank|die Bäckerei am Eck|der Autobauer|die Gewerkschaft|die Börse|"
         "der Gründerfonds|der Händler|die Werft|das Finanzamt|der Exportverband",
         "den Leitzins|den Tarifabschluss|den Quartalsbericht|den Mietendeckel|den Brotpreis|"
         "die Lieferkette|die Fusion|den Rentenfonds|die Handelszahlen|das Kreditprogramm",
         "wirtschaft|arbeit|preise|markt"},
        {"die Bahn|die Buslinie|der Flughafen|das Radnetz|die Reederei|der Nachtzug|die Metro|"
         "das Straßenamt|der Trambetreiber|das Parkbüro",
         "den neuen Fahrplan|den Ticketpreis|die Brückensanierung|den Radweg|"
         "die lange Verspätung|die Endhaltestelle|die Citymaut|das Tempolimit|den Winterdienst|"
         "die Bahnhofsuhr",
         "bahn|fahrrad|pendeln|verkehr"},
    }}};

}  // namespace lockstep::lab
