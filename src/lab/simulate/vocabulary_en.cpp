#include "simulate/vocabulary.h"

namespace lockstep::lab {

const LanguageWords kEnglish{
    .code = "en",
    .patterns =
        "$I $S $D $V $O $T. $A $B.|$S in $L $D $V $O $T.|$I $P says $S $V $O. $A $B.|"
        "$T $S $D $V $O, and $A $B.|$A $B: $S $V $O $T.|"
        "$N people in $L and $S still $V $O. $I $A $B.|$I $A $B. In $L $S $D $V $O.|"
        "$S $V $O $T. $P from $L: $A $B.|after $N days $S finally $V $O. $A $B.|"
        "$I $S $V $O. $T $S in $L $D $V $O too.|$P and $P agree: $S $D $V $O $T.|"
        "who else noticed that $S $V $O $T? $A $B.",
    .openers =
        "honestly,|just read that|so|apparently|update:|for the record,|well,|not kidding,|"
        "heads up:|good morning,|look,|small thing, but|ok so|today I learned that|it seems that|"
        "in short,|call me old-fashioned, but|at last,|as expected,|quick note:",
    .adverbs =
        "quietly|suddenly|once more|openly|slowly|barely|almost|proudly|officially|reluctantly|"
        "calmly|rarely|clearly|simply|nearly|unexpectedly",
    .verbs =
        "changes|delays|defends|drops|ignores|explains|questions|rejects|supports|promises|"
        "presents|reviews|postpones|praises|criticises|finances|announces|protects|loses|repairs|"
        "studies|celebrates",
    .adjuncts =
        "this week|since Tuesday|after the holidays|for the third time|before the weekend|"
        "in front of everyone|without any notice|late at night|near the station|around noon|"
        "during the storm|in the first round|at the old market|until further notice|"
        "in early spring|on short notice|between two meetings|under the new rules|"
        "right after lunch|down by the river",
    .stances =
        "I wonder|nobody can explain|my neighbour keeps asking|we should ask|"
        "I would love to know|the real question is|it is still unclear|tell me|"
        "people here discuss|my sister just told me|nobody at work knows|I am not sure|"
        "we will see|time will tell|I finally understand|someone should write down",
    .clauses =
        "what this means for families|who pays for it in the end|how long this can last|"
        "why it took so long|what comes next|whether it will work|who made that decision|"
        "how the others see it|why nobody is talking about it|what the numbers really say|"
        "whether my town is next|how much of it is true|where the money goes|why I still care|"
        "who will clean up afterwards|what our kids will think of it|how we got here|"
        "whether the plan survives the summer",
    .first_names =
        "Emma|Oliver|Grace|Daniel|Chloe|Samuel|Hannah|Marcus|Nora|Ethan|Ruby|Leon|Megan|Aaron|"
        "Tessa|Hugh|Priya|Owen|Layla|Felix|Joan|Amir|Kate|Tobias",
    .last_names =
        "Carter|Holloway|Nash|Whitfield|Okafor|Brennan|Sutton|Patel|Marlow|Quinn|Draper|Ellison|"
        "Hayes|Lindgren|Moreno|Pratt|Rowe|Sharma|Tully|Vance|Winslow|Yates|Abbott|Cole",
    .place_starts =
        "Ash|Brook|Clay|Dun|East|Fern|Glen|Hart|Kings|Lake|Mill|North|Oak|Pine|Raven|Stone|Thorn|"
        "Wind",
    .place_ends =
        "bury|field|ford|ham|haven|mouth|port|ridge|side|stead|ton|wick|wood|worth|dale|bridge",
    .outlets = "post|herald|journal|daily|courier|mirror|observer|review|blog|wire|today|letters",
    .topics = {{
        {"the city council|the mayor|the opposition|the committee|the ministry|a small party|"
         "the governor|parliament|the border agency|the election board",
         "the new budget|the housing plan|an old promise|the school reform|the vote on pensions|"
         "the media law|the border deal|the tax break|the petition from last year|"
         "the audit report",
         "election|policy|cityhall|vote"},
        {"the home team|the young goalkeeper|our coach|the national squad|the league|"
         "the second division side|the captain|a local runner|the swimming club|the referee",
         "the late penalty|a clean sheet|the transfer deal|the training camp|the old stadium|"
         "the away game|the final lap|the new season ticket|the long injury list|"
         "the quarter final",
         "matchday|football|running|league"},
        {"the chip maker|a tiny startup|the browser team|the phone company|"
         "the open source project|the cloud provider|my new laptop|the search engine|"
         "the robotics lab|the satellite firm",
         "the battery test|the security patch|the privacy setting|a faster release|"
         "the beta programme|the broken update|the data centre|the keyboard layout|"
         "the licence change|an offline mode",
         "tech|opensource|gadgets|security"},
        {"the hospital|the family doctor|the health agency|a nurse I know|the pharmacy|"
         "the research group|the insurance fund|the sleep clinic|the dentist|"
         "the ambulance service",
         "the waiting list|the vaccine study|the night shift|a simple blood test|"
         "the price of insulin|the new guideline|the flu season|the emergency room|"
         "the sugar debate|the rehab programme",
         "health|nutrition|sleep|medicine"},
        {"the wind park|the grid operator|the solar village|the power company|the climate panel|"
         "the heating plant|the old reactor|the water authority|a farmer nearby|"
         "the recycling centre",
         "the electricity bill|the storage project|the river dam|the gas contract|"
         "a cheaper tariff|the heat pump|the emission target|the coal exit|the pipeline route|"
         "the drought warning",
         "energy|climate|solar|weather"},
        {"the indie label|the orchestra|my favourite band|the festival|the old record store|"
         "the choir|the singer|the radio station|the drummer|the concert hall",
         "the debut album|the summer tour|a live recording|the encore|the ticket sale|"
         "the vinyl edition|the opening act|the quiet ballad|the cover version|the music video",
         "newmusic|livemusic|vinyl|festival"},
        {"the central bank|the family bakery|the car maker|the union|the stock market|"
         "the start-up fund|the retailer|the shipyard|the tax office|the export council",
         "the interest rate|the wage deal|the quarterly report|the rent cap|the price of bread|"
         "the supply chain|the merger plan|the pension fund|the trade figures|the loan programme",
         "economy|jobs|markets|prices"},
        {"the railway|the bus line|the airport|the bike network|the ferry company|"
         "the night train|the metro|the road authority|the tram operator|the parking office",
         "the new timetable|the ticket price|the bridge repair|the bike lane|the long delay|"
         "the final stop|the city toll|the speed limit|the winter service|the station clock",
         "trains|cycling|commute|traffic"},
    }}};

}  // namespace lockstep::lab
