#include "simulate/vocabulary.h"

namespace lockstep::lab {

const LanguageWords kSpanish{
    .code = "es",
    .patterns =
        "$I $S $V $D $O $T. $A $B.|$S de $L $V $D $O $T.|$I según $P, $S $V $O. $A $B.|"
        "$T $S $V $D $O, y $A $B.|$A $B: $S $V $O $T.|"
        "$N personas en $L y $S todavía $V $O. $I $A $B.|$I $A $B. En $L $S $V $D $O.|"
        "$S $V $O $T. $P, de $L: $A $B.|después de $N días $S por fin $V $O. $A $B.|"
        "$I $S $V $O. También en $L $S $V $D $O.|$P y $P coinciden: $S $V $D $O $T.|"
        "¿alguien más vio que $S $V $O $T? $A $B.",
    .openers =
        "la verdad,|acabo de leer que|bueno,|al parecer|para que conste,|sin bromas,|ojo:|"
        "buenos días,|mira,|cosa pequeña, pero|hoy aprendí que|en resumen,|llámame antiguo, pero|"
        "por fin,|como era de esperar,|nota rápida:|dicen que|vamos a ver,|aviso:|entre nosotros,",
    .adverbs =
        "en silencio|de repente|otra vez|abiertamente|poco a poco|apenas|casi|con orgullo|"
        "oficialmente|de mala gana|con calma|rara vez|claramente|sin más|por sorpresa|al final",
    .verbs =
        "cambia|retrasa|defiende|abandona|ignora|explica|cuestiona|rechaza|apoya|promete|"
        "presenta|revisa|aplaza|elogia|critica|financia|anuncia|protege|pierde|repara|estudia|"
        "celebra",
    .adjuncts =
        "esta semana|desde el martes|después de las fiestas|por tercera vez|"
        "antes del fin de semana|delante de todos|sin previo aviso|de madrugada|"
        "cerca de la estación|hacia el mediodía|durante la tormenta|en la primera ronda|"
        "en el mercado viejo|hasta nuevo aviso|a principios de primavera|con poco margen|"
        "entre dos reuniones|bajo las nuevas reglas|justo después de comer|junto al río",
    .stances =
        "me pregunto|nadie sabe explicar|mi vecina quiere saber|deberíamos preguntar|"
        "me gustaría saber|la cuestión es|sigue sin estar claro|decidme|aquí todos discuten|"
        "mi hermana me contó|en el trabajo nadie sabe|no estoy seguro de|ya veremos|"
        "el tiempo dirá|por fin entiendo|alguien debería apuntar",
    .clauses =
        "qué significa esto para las familias|quién lo paga al final|cuánto puede durar|"
        "por qué tardó tanto|qué viene después|si va a funcionar|quién tomó esa decisión|"
        "cómo lo ven los demás|por qué nadie habla de ello|qué dicen de verdad los números|"
        "si mi pueblo es el siguiente|cuánto hay de cierto|adónde va el dinero|"
        "por qué todavía me importa|quién limpiará luego|qué pensarán nuestros hijos|"
        "cómo llegamos hasta aquí|si el plan aguanta el verano",
    .first_names =
        "Lucía|Mateo|Carmen|Diego|Sofía|Javier|Elena|Pablo|Marta|Andrés|Inés|Raúl|Alba|Tomás|"
        "Nuria|Hugo|Rocío|Iván|Clara|Sergio|Pilar|Bruno|Julia|Óscar",
    .last_names =
        "Aguilar|Blanco|Castro|Domínguez|Escobar|Ferrer|Gallardo|Herrera|Ibáñez|Lozano|Méndez|"
        "Navarro|Ortega|Prieto|Quintero|Rojas|Serrano|Torres|Ulloa|Vega|Ybarra|Zamora|Molina|Cano",
    .place_starts =
        "Agua|Bella|Campo|Fuente|Mira|Monte|Peña|Puerto|Rio|Roca|Santa|Sierra|Torre|Val|Villa|"
        "Casa|Palo|Oro",
    .place_ends =
        "blanca|clara|fría|gorda|honda|linda|mar|mayor|negra|nueva|real|roja|seca|verde|vieja|alta",
    .outlets = "diario|noticias|gaceta|correo|heraldo|cronica|revista|voz|blog|digital|hoy|boletin",
    .topics = {{
        {"el ayuntamiento|la alcaldesa|la oposición|la comisión|el ministerio|un partido pequeño|"
         "el gobernador|el parlamento|la agencia de fronteras|la junta electoral",
         "el nuevo presupuesto|el plan de vivienda|una vieja promesa|la reforma escolar|"
         "el voto sobre las pensiones|la ley de medios|el acuerdo fronterizo|la rebaja fiscal|"
         "la petición del año pasado|el informe de auditoría",
         "elecciones|política|pleno|debate"},
        {"el equipo local|la joven portera|nuestro entrenador|la selección|la liga|"
         "el club de segunda|la capitana|un corredor del barrio|el club de natación|el árbitro",
         "el penalti tardío|la portería a cero|el fichaje|la concentración|el viejo estadio|"
         "el partido de visita|la última vuelta|el nuevo abono|la larga lista de bajas|"
         "los cuartos de final",
         "fútbol|liga|atletismo|partido"},
        {"el fabricante de chips|una empresa diminuta|el equipo del navegador|la telefónica|"
         "el proyecto libre|el proveedor de nube|mi portátil nuevo|el buscador|"
         "el laboratorio de robots|la firma de satélites",
         "la prueba de batería|el parche de seguridad|el ajuste de privacidad|"
         "una versión más rápida|el programa beta|la actualización rota|el centro de datos|"
         "la disposición del teclado|el cambio de licencia|el modo sin red",
         "tecnología|softwarelibre|móviles|seguridad"},
        {"el hospital|la médica de familia|la agencia de salud|una enfermera amiga|la farmacia|"
         "el grupo de investigación|la mutua|la clínica del sueño|el dentista|"
         "el servicio de ambulancias",
         "la lista de espera|el estudio de vacunas|el turno de noche|un simple análisis|"
         "el precio de la insulina|la nueva guía|la temporada de gripe|la sala de urgencias|"
         "el debate del azúcar|el programa de rehabilitación",
         "salud|nutrición|sueño|medicina"},
        {"el parque eólico|el operador de red|el pueblo solar|la eléctrica|el panel del clima|"
         "la planta de calor|el viejo reactor|la confederación del agua|un agricultor vecino|"
         "el punto limpio",
         "la factura de la luz|el proyecto de baterías|la presa|el contrato de gas|"
         "una tarifa más barata|la bomba de calor|la meta de emisiones|el fin del carbón|"
         "el trazado del gasoducto|la alerta por sequía",
         "energía|clima|solar|tiempo"},
        {"el sello pequeño|la orquesta|mi grupo favorito|el festival|la vieja tienda de discos|"
         "el coro|la cantante|la emisora|el batería|el auditorio",
         "el primer álbum|la gira de verano|la grabación en directo|el bis|la venta de entradas|"
         "la edición en vinilo|el telonero|la balada tranquila|la versión|el videoclip",
         "música|concierto|vinilo|festival"},
        {"el banco central|la panadería de siempre|el fabricante de coches|el sindicato|la bolsa|"
         "el fondo de inversión|la cadena de tiendas|el astillero|la oficina de impuestos|"
         "el consejo exportador",
         "el tipo de interés|el acuerdo salarial|el informe trimestral|el tope del alquiler|"
         "el precio del pan|la cadena de suministro|el plan de fusión|el fondo de pensiones|"
         "las cifras de comercio|el programa de créditos",
         "economía|empleo|mercados|precios"},
        {"el ferrocarril|la línea de autobús|el aeropuerto|la red ciclista|la naviera|"
         "el tren nocturno|el metro|la dirección de carreteras|el tranvía|"
         "la oficina de aparcamiento",
         "el nuevo horario|el precio del billete|la obra del puente|el carril bici|"
         "el largo retraso|la última parada|el peaje urbano|el límite de velocidad|"
         "el servicio de invierno|el reloj de la estación",
         "trenes|bici|transporte|tráfico"},
    }}};

}  // namespace lockstep::lab
