#include "simulate/vocabulary.h"

namespace lockstep::lab {

const LanguageWords kSwedish{
    .code = "sv",
    .patterns =
        "$I $S $V $D $O $T. $A $B.|$S i $L $V $D $O $T.|$I $P säger att $S står fast. $A $B.|"
        "$T $V $S $D $O, och $A $B.|$A $B: $S $V $O $T.|"
        "$N personer i $L och $S $V fortfarande $O. $I $A $B.|$I $A $B. I $L $V $S $D $O.|"
        "$S $V $O $T. $P från $L: $A $B.|efter $N dagar $V $S äntligen $O. $A $B.|"
        "$I $S $V $O. Även i $L: $S $V $D $O.|$P och $P är överens: $S $V $D $O $T.|"
        "vem mer såg att $S $V $O $T? $A $B.",
    .openers =
        "ärligt talat:|läste just:|nåväl,|för ordningens skull:|inget skämt:|obs:|god morgon,|"
        "alltså,|en liten sak:|i dag lärde jag mig:|kort sagt:|äntligen:|som väntat:|"
        "snabb notis:|det sägs:|mellan oss:|uppdatering:|ja du,|från grannskapet:|så är det:",
    .adverbs =
        "tyst|plötsligt|återigen|öppet|långsamt|knappt|nästan|stolt|officiellt|motvilligt|lugnt|"
        "sällan|tydligt|enkelt|oväntat|till slut",
    .verbs =
        "ändrar|försenar|försvarar|stryker|ignorerar|förklarar|ifrågasätter|avvisar|stöder|lovar|"
        "visar|granskar|skjuter på|berömmer|kritiserar|finansierar|bekräftar|skyddar|förlorar|"
        "reparerar|undersöker|firar",
    .adjuncts =
        "den här veckan|sedan i tisdags|efter helgerna|för tredje gången|före helgen|inför alla|"
        "utan förvarning|sent på natten|nära stationen|vid lunchtid|under stormen|"
        "i första omgången|på det gamla torget|tills vidare|tidigt i vår|med kort varsel|"
        "mellan två möten|enligt de nya reglerna|strax efter maten|nere vid ån",
    .stances =
        "jag undrar|ingen kan förklara|min granne vill veta|vi borde fråga|jag skulle gärna veta|"
        "frågan är|det är ännu oklart|säg mig|här diskuterar alla|min syster anar|"
        "på jobbet vet ingen|jag är inte säker på|vi får se|tiden visar|nu förstår jag|"
        "någon borde skriva ner",
    .clauses =
        "vad det betyder för familjer|vem som betalar till slut|hur länge det håller|"
        "varför det tog så lång tid|vad som händer sedan|om det fungerar|vem som bestämde det|"
        "hur de andra ser på saken|varför ingen pratar om det|vad siffrorna egentligen säger|"
        "om min stad står på tur|hur mycket som stämmer|vart pengarna går|"
        "varför jag fortfarande bryr mig|vem som städar efteråt|vad våra barn tycker|"
        "hur vi hamnade här|om planen överlever sommaren",
    .first_names =
        "Elsa|Oskar|Maja|Gustav|Astrid|Viktor|Linnea|Anton|Sigrid|Hampus|Ebba|Nils|Karin|Amir|"
        "Tove|Rasmus|Saga|Emil|Maryam|Ludvig|Britta|Albin|Freja|Kjell",
    .last_names =
        "Ahlström|Berggren|Claesson|Dahl|Ekman|Forsberg|Granath|Hedlund|Isaksson|Jonsson|Kvist|"
        "Lundin|Möller|Nyberg|Olofsson|Palm|Rydén|Sandberg|Thorell|Ulvsten|Viklund|Åkesson|Öberg|"
        "Hassan",
    .place_starts =
        "Al|Björk|Ek|Furu|Gran|Hög|Kvarn|Lill|Mar|Norr|Ros|Sand|Sten|Sunn|Söder|Tall|Väster|Ör",
    .place_ends = "arp|by|dal|ed|fors|hamn|holm|hult|köping|näs|ryd|sjö|sta|torp|vik|ås",
    .outlets =
        "tidning|posten|kuriren|bladet|nytt|dagblad|allehanda|krönikan|blogg|magasin|idag|notiser",
    .topics = {{
        {"kommunstyrelsen|borgmästaren|oppositionen|utskottet|departementet|ett litet parti|"
         "landshövdingen|riksdagen|gränspolisen|valnämnden",
         "den nya budgeten|bostadsplanen|ett gammalt löfte|skolreformen|pensionsomröstningen|"
         "medielagen|gränsavtalet|skatterabatten|fjolårets namninsamling|revisionsrapporten",
         "val|svpol|kommun|debatt"},
        {"hemmalaget|den unga målvakten|vår tränare|landslaget|ligan|superettanlaget|kaptenen|"
         "en löpare härifrån|simklubben|domaren",
         "den sena straffen|nollan|övergången|träningslägret|den gamla arenan|bortamatchen|"
         "sista varvet|det nya säsongskortet|den långa skadelistan|kvartsfinalen",
         "fotboll|allsvenskan|löpning|matchdag"},
        {"kretstillverkaren|ett pyttelitet bolag|webbläsarteamet|mobilbolaget|"
         "det öppna projektet|molnleverantören|min nya dator|sökmotorn|robotlabbet|"
         "satellitföretaget",
         "batteritestet|säkerhetsfixen|integritetsvalet|en snabbare version|betaprogrammet|"
         "den trasiga uppdateringen|datahallen|tangentlayouten|licensbytet|offlineläget",
         "teknik|öppenkällkod|mobil|säkerhet"},
        {"sjukhuset|husläkaren|hälsomyndigheten|en sjuksköterska|apoteket|forskargruppen|"
         "försäkringskassan|sömnkliniken|tandläkaren|ambulansen",
         "väntelistan|vaccinstudien|nattpasset|ett enkelt blodprov|insulinpriset|"
         "den nya riktlinjen|influensasäsongen|akuten|sockerdebatten|rehabprogrammet",
         "hälsa|vård|sömn|medicin"},
        {"vindparken|nätägaren|solbyn|elbolaget|klimatrådet|värmeverket|den gamla reaktorn|"
         "vattenverket|en bonde i närheten|återvinningen",
         "elräkningen|lagringsprojektet|dammen|gasavtalet|ett billigare elavtal|värmepumpen|"
         "utsläppsmålet|kolstoppet|ledningens sträckning|torkvarningen",
         "energi|klimat|solel|väder"},
        {"det lilla skivbolaget|orkestern|mitt favoritband|festivalen|den gamla skivaffären|"
         "kören|sångerskan|radiokanalen|trummisen|konserthuset",
         "debutskivan|sommarturnén|liveinspelningen|extranumret|biljettsläppet|vinylutgåvan|"
         "förbandet|den stilla balladen|covern|musikvideon",
         "nymusik|konsert|vinyl|festival"},
        {"riksbanken|kvartersbageriet|biltillverkaren|facket|börsen|riskfonden|handelskedjan|"
         "varvet|skattekontoret|exportrådet",
         "styrräntan|löneavtalet|kvartalsrapporten|hyrestaket|brödpriset|leveranskedjan|fusionen|"
         "pensionsfonden|handelssiffrorna|låneprogrammet",
         "ekonomi|jobb|priser|börsen"},
        {"järnvägen|busslinjen|flygplatsen|cykelnätet|rederiet|nattåget|tunnelbanan|vägverket|"
         "spårvagnen|parkeringskontoret",
         "den nya tidtabellen|biljettpriset|brobygget|cykelbanan|den långa förseningen|"
         "ändhållplatsen|trängselskatten|hastighetsgränsen|vinterväghållningen|stationsklockan",
         "tåg|cykel|pendling|trafik"},
    }}};

}  // namespace lockstep::lab
