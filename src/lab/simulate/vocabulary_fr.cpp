#include "simulate/vocabulary.h"

namespace lockstep::lab {

const LanguageWords kFrench{
    .code = "fr",
    .patterns =
        "$I $S $V $D $O $T. $A $B.|$S de $L $V $D $O $T.|$I selon $P, $S $V $O. $A $B.|"
        "$T, $S $V $D $O, et $A $B.|$A $B : $S $V $O $T.|"
        "$N personnes à $L et $S $V encore $O. $I $A $B.|$I $A $B. À $L, $S $V $D $O.|"
        "$S $V $O $T. $P, de $L : $A $B.|après $N jours, $S $V enfin $O. $A $B.|"
        "$I $S $V $O. À $L aussi, $S $V $D $O.|$P et $P sont d'accord : $S $V $D $O $T.|"
        "qui d'autre a vu que $S $V $O $T ? $A $B.",
    .openers =
        "franchement,|je viens de lire que|bon,|apparemment,|pour info,|sans rire,|attention :|"
        "bonjour,|écoutez,|petit détail, mais|aujourd'hui j'ai appris que|en bref,|enfin,|"
        "comme prévu,|note rapide :|on dit que|entre nous,|au passage,|mise à jour :|voilà,",
    .adverbs =
        "en silence|soudain|à nouveau|ouvertement|lentement|à peine|presque|fièrement|"
        "officiellement|à regret|calmement|rarement|clairement|tout simplement|par surprise|"
        "au final",
    .verbs =
        "change|retarde|défend|abandonne|ignore|explique|conteste|rejette|soutient|promet|"
        "présente|examine|reporte|salue|critique|finance|annonce|protège|perd|répare|étudie|"
        "célèbre",
    .adjuncts =
        "cette semaine|depuis mardi|après les vacances|pour la troisième fois|avant le week-end|"
        "devant tout le monde|sans prévenir|tard dans la nuit|près de la gare|vers midi|"
        "pendant la tempête|au premier tour|sur le vieux marché|jusqu'à nouvel ordre|"
        "au début du printemps|à la dernière minute|entre deux réunions|"
        "avec les nouvelles règles|juste après le repas|au bord du fleuve",
    .stances =
        "je me demande|personne ne sait expliquer|ma voisine veut savoir|il faudrait demander|"
        "j'aimerais savoir|la question est de savoir|on ignore encore|dites-moi|"
        "ici on discute pour savoir|ma sœur a compris|au bureau personne ne sait|je ne sais pas|"
        "on verra|l'avenir dira|je comprends enfin|quelqu'un devrait noter",
    .clauses =
        "ce que cela change pour les familles|qui paie à la fin|combien de temps cela va durer|"
        "pourquoi c'était si long|ce qui vient après|si cela va marcher|"
        "qui a pris cette décision|comment les autres voient cela|pourquoi personne n'en parle|"
        "ce que disent vraiment les chiffres|si ma ville est la prochaine|quelle part est vraie|"
        "où va l'argent|pourquoi cela me touche encore|qui nettoiera ensuite|"
        "ce qu'en penseront nos enfants|comment on en est arrivé là|si le projet passera l'été",
    .first_names =
        "Camille|Louis|Manon|Antoine|Chloé|Julien|Inès|Mathieu|Zoé|Nicolas|Léa|Karim|Élise|"
        "Romain|Sarah|Benoît|Alice|Yanis|Margot|Thierry|Nadia|Victor|Agathe|Simon",
    .last_names =
        "Arnaud|Besson|Chevalier|Delmas|Evrard|Fontaine|Garnier|Hamel|Imbert|Jacquet|Lambert|"
        "Marchand|Noël|Olivier|Perrin|Renaud|Sauvage|Tessier|Vasseur|Weber|Benali|Blanchet|Colin|"
        "Roche",
    .place_starts =
        "Aigue|Beau|Bois|Champ|Clair|Font|Franche|Grand|Haute|Mont|Neuf|Pont|Roque|Saint|Val|"
        "Vert|Ville|Belle",
    .place_ends =
        "bourg|court|lieu|mare|mont|pierre|rive|roche|val|vigne|ville|combe|fort|lac|moulin|source",
    .outlets = "gazette|journal|courrier|echo|matin|soir|depeche|revue|blog|infos|tribune|carnet",
    .topics = {{
        {"le conseil municipal|la maire|l'opposition|la commission|le ministère|un petit parti|"
         "le préfet|le parlement|l'agence des frontières|le bureau électoral",
         "le nouveau budget|le plan logement|une vieille promesse|la réforme scolaire|"
         "le vote sur les retraites|la loi sur les médias|l'accord frontalier|la baisse d'impôt|"
         "la pétition de l'an dernier|le rapport d'audit",
         "élections|politique|mairie|débat"},
        {"l'équipe locale|le jeune gardien|notre entraîneuse|la sélection|la ligue|"
         "le club de deuxième division|la capitaine|un coureur du coin|le club de natation|"
         "l'arbitre",
         "le penalty tardif|le match sans but encaissé|le transfert|le stage|le vieux stade|"
         "le match à l'extérieur|le dernier tour|le nouvel abonnement|la longue liste de blessés|"
         "le quart de finale",
         "football|ligue1|course|match"},
        {"le fabricant de puces|une minuscule startup|l'équipe du navigateur|l'opérateur|"
         "le projet libre|le fournisseur de cloud|mon nouvel ordinateur|le moteur de recherche|"
         "le labo de robotique|la firme de satellites",
         "le test de batterie|le correctif de sécurité|le réglage de confidentialité|"
         "une version plus rapide|le programme bêta|la mise à jour cassée|le centre de données|"
         "la disposition du clavier|le changement de licence|le mode hors ligne",
         "tech|logiciellibre|mobile|sécurité"},
        {"l'hôpital|la généraliste|l'agence de santé|une infirmière|la pharmacie|"
         "le groupe de recherche|la mutuelle|la clinique du sommeil|le dentiste|"
         "le service d'ambulances",
         "la liste d'attente|l'étude sur le vaccin|la garde de nuit|une simple prise de sang|"
         "le prix de l'insuline|la nouvelle consigne|la saison de la grippe|les urgences|"
         "le débat sur le sucre|le programme de rééducation",
         "santé|nutrition|sommeil|médecine"},
        {"le parc éolien|le gestionnaire du réseau|le village solaire|"
         "le fournisseur d'électricité|le panel climat|la chaufferie|le vieux réacteur|"
         "le syndicat des eaux|un agriculteur voisin|la déchèterie",
         "la facture d'électricité|le projet de stockage|le barrage|le contrat de gaz|"
         "un tarif moins cher|la pompe à chaleur|l'objectif d'émissions|la sortie du charbon|"
         "le tracé du gazoduc|l'alerte sécheresse",
         "énergie|climat|solaire|météo"},
        {"le petit label|l'orchestre|mon groupe préféré|le festival|le vieux disquaire|"
         "la chorale|la chanteuse|la radio|le batteur|la salle de concert",
         "le premier album|la tournée d'été|l'enregistrement public|le rappel|la billetterie|"
         "l'édition vinyle|la première partie|la ballade discrète|la reprise|le clip",
         "musique|concert|vinyle|festival"},
        {"la banque centrale|la boulangerie du quartier|le constructeur auto|le syndicat|"
         "la bourse|le fonds de capital|le distributeur|le chantier naval|le bureau des impôts|"
         "le conseil export",
         "le taux directeur|l'accord salarial|le rapport trimestriel|le plafond des loyers|"
         "le prix du pain|la chaîne logistique|le projet de fusion|le fonds de retraite|"
         "les chiffres du commerce|le programme de prêts",
         "économie|emploi|marchés|prix"},
        {"le rail|la ligne de bus|l'aéroport|le réseau cyclable|la compagnie de ferries|"
         "le train de nuit|le métro|la direction des routes|le tramway|le bureau du stationnement",
         "le nouvel horaire|le prix du billet|la réparation du pont|la piste cyclable|"
         "le long retard|le terminus|le péage urbain|la limite de vitesse|le service d'hiver|"
         "l'horloge de la gare",
         "train|vélo|transports|trafic"},
    }}};

}  // namespace lockstep::lab
