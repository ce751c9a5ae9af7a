/** Style, size, character, care and season; slug | en | fr | it | es | de. */
export const tastes = `
classic | classic style; timeless; classic taste | style classique; intemporel; goûts classiques | stile classico; senza tempo; gusto classico | estilo clásico; atemporal; gusto clásico | klassischer Stil; zeitlos; klassischer Geschmack
minimalist | minimalist; minimal style; understated | minimaliste; épuré; sobre | minimalista; minimal; essenziale | minimalista; sobrio; discreto en el estilo | minimalistisch; schlicht; puristisch
modern | modern style; modern taste | style moderne; goûts modernes | stile moderno; gusto moderno | estilo moderno; gusto moderno | moderner Stil; moderner Geschmack
bohemian | bohemian; boho | bohème; boho | bohémien; boho | bohemio; boho | Boho-Stil; böhmischer Stil
vintage | vintage style; vintage; retro | vintage; rétro | vintage; retrò | vintage; retro | Vintage; Retro
romantic | romantic style; feminine style | style romantique; style féminin | stile romantico; stile femminile | estilo romántico; estilo femenino | romantischer Stil; femininer Stil
edgy | edgy; avant-garde | avant-gardiste; pointu | avanguardia; eccentrico | vanguardista; rompedor | avantgardistisch; ausgefallen
sporty | sporty style; athleisure | style sportif; sportswear | stile sportivo; sportswear | estilo deportivo; ropa deportiva | sportlicher Stil; Sportmode
casual | casual; casual chic; smart casual | décontracté; casual chic | casual; casual chic | informal; casual chic | leger; lässig; Casual
elegant | elegant; elegance; refined | élégante; élégant; élégance; raffinée | elegante; eleganza; raffinata | elegante; elegancia; refinada | elegant; Eleganz; raffiniert
glamorous | glamorous; glitzy; sequins | glamour; paillettes; sequins | glamour; paillettes; lustrini | glamuroso; lentejuelas | glamourös; Pailletten; glitzernd
extravagant | flamboyant; extravagant; statement pieces | extravagant; extravagante; pièces fortes | stravagante; appariscente | extravagante; llamativo | extravagant; auffällig; Statement-Stücke
preppy | preppy | preppy; bcbg | preppy; bon ton | estilo pijo; preppy | Preppy
business_style | business attire; office wear | tenue de bureau; style business | abbigliamento da ufficio; stile business | ropa de oficina; estilo ejecutivo | Businesskleidung; Bürokleidung
streetwear | streetwear | streetwear | streetwear | streetwear; moda urbana | Streetwear
country_style | country style; equestrian style | style campagne chic; style équestre | stile country; stile equestre | estilo campero; estilo ecuestre | Landhausstil; Reiterstil
luxury | luxury; luxurious; high-end | luxe; luxueux; haut de gamme | lusso; lussuoso; alta gamma | lujo; lujoso; alta gama | Luxus; luxuriös; gehoben
premium | premium; top quality | premium; qualité supérieure | premium; qualità superiore | premium; calidad superior | Premium; beste Qualität
designer | designer pieces; designer labels; couture | pièces de créateur; créateurs; haute couture | capi firmati; stilisti; alta moda | piezas de diseñador; diseñadores; alta costura | Designerstücke; Designermode; Haute Couture
logo_lover | visible logo; logos; monogram canvas | logos; logo apparent; toile monogrammée | logo in vista; loghi; tela monogram | logos; logotipo visible; lona monogram | Logos; sichtbares Logo; Monogramm-Canvas
quiet_luxury | quiet luxury; no visible logo; logo-free | luxe discret; sans logo; pas de logo apparent | lusso discreto; senza logo; niente loghi | lujo silencioso; sin logo; sin logotipos | stiller Luxus; ohne Logo; keine Logos
sustainable | sustainable; sustainability; ethical fashion | durable; mode éthique; écoresponsable | sostenibile; sostenibilità; moda etica | sostenible; sostenibilidad; moda ética | nachhaltig; Nachhaltigkeit; ethische Mode
animal_free | no animal products; cruelty-free | sans matière animale; sans cruauté | niente prodotti animali; cruelty-free | sin productos animales; libre de crueldad | ohne tierische Produkte; tierversuchsfrei
craftsmanship | craftsmanship; handmade; artisanal | savoir-faire; fait main; artisanal | artigianalità; fatto a mano; artigianale | artesanía; hecho a mano; artesanal | Handwerkskunst; handgefertigt; Manufaktur
heritage | heritage of the house; house history; archive pieces | patrimoine de la maison; histoire de la maison; pièces d'archives | storia della maison; pezzi d'archivio | historia de la casa; piezas de archivo | Geschichte des Hauses; Archivstücke
trend_follower | trends; trendy; latest trends | tendances; tendance; dernières tendances | tendenze; di tendenza; alla moda | tendencias; a la última; de moda | Trends; im Trend; trendbewusst
floral | floral print; floral patterns | imprimé fleuri; motif floral; motifs floraux | stampa floreale; fantasia floreale | estampado floral; estampado de flores | Blumenmuster; Blumendruck
stripes | stripes; striped | rayures; rayé | righe; a righe | rayas; a rayas | Streifen; gestreift
checks | checks; tartan; plaid pattern | carreaux; écossais; prince-de-galles | quadri; scozzese; principe di galles | cuadros escoceses; a cuadros; príncipe de Gales | Karos; kariert; Schottenmuster
polka_dots | polka dots | à pois | pois; a pois | lunares; topos | gepunktet; Tupfen
animal_print | animal print; leopard print | imprimé léopard; imprimé animal | animalier; stampa leopardata | estampado animal; estampado leopardo | Leopardenmuster; Animal-Print
geometric | geometric patterns | motifs géométriques | motivi geometrici | motivos geométricos | geometrische Muster
plain | plain colours; solid colours; no prints | couleurs unies; sans imprimé | tinta unita; niente stampe | colores lisos; sin estampados | einfarbig; ohne Muster
pastel | pastels; pastel colours | tons pastel; couleurs pastel | colori pastello; toni pastello | colores pastel; tonos pastel | Pastelltöne; Pastellfarben
bright | bright colours; bold colours | couleurs vives; couleurs éclatantes | colori vivaci; colori accesi | colores vivos; colores llamativos | kräftige Farben; leuchtende Farben
neutral | neutral tones; neutral colours; earth tones | tons neutres; couleurs neutres | toni neutri; colori neutri | tonos neutros; colores neutros | neutrale Töne; Naturtöne; gedeckte Farben
dark | dark colours; dark tones | couleurs sombres; tons foncés | colori scuri; toni scuri | colores oscuros; tonos oscuros | dunkle Farben; dunkle Töne
oversized | oversized; loose fit | oversize; coupe ample | oversize; taglio ampio; vestibilità ampia | oversize; corte holgado | oversized; weiter Schnitt; lockerer Schnitt
fitted | slim fit; fitted cut | coupe ajustée; coupe cintrée; près du corps | taglio aderente; slim fit; avvitato | corte entallado; corte ceñido | tailliert; enger Schnitt; schmaler Schnitt
high_waist | high-waisted | taille haute | vita alta | talle alto; tiro alto | hohe Taille; hoher Bund
floor_length | floor-length; full length | longueur cheville; robe longue | lungo fino a terra | largo hasta el suelo | bodenlang
knee_length | knee-length; midi length | longueur genou; longueur midi | al ginocchio; lunghezza midi | por la rodilla; largo midi | knielang; wadenlang
mini_size | mini bag size; mini format | petit format; format mini | formato mini; misura piccola | formato mini; tamaño pequeño | Miniformat; kleines Format
maxi_size | large format; roomy | grand format; spacieux | formato grande; capiente | formato grande; espacioso | großes Format; geräumig
lightweight | lightweight | ultra-léger; poids plume | leggerissimo; peso piuma | ultraligero; muy ligero | ultraleicht; sehr leicht
waterproof | waterproof; water-resistant | étanche; résistant à l'eau | impermeabile all'acqua; resistente all'acqua | resistente al agua; sumergible | wasserdicht; wasserfest
comfortable_fit | comfort first; comfortable to wear | confortable à porter; le confort avant tout | comodo da indossare; comodità prima di tutto | cómodo de llevar; la comodidad ante todo | bequem zu tragen; Tragekomfort
practical | practical; functional | pratique et fonctionnel; fonctionnel | pratico e funzionale; funzionale | práctico y funcional; funcional | praktisch; funktional
floral_scent | floral scent; rose scent; jasmine | notes florales; jasmin | note floreali; gelsomino | notas florales; jazmín | blumiger Duft; Jasmin
woody_scent | woody scent; sandalwood; oud | notes boisées; santal; oud | note legnose; sandalo; oud | notas amaderadas; sándalo; oud | holziger Duft; Sandelholz; Oud
citrus_scent | citrus scent; bergamot | notes d'agrumes; bergamote | note agrumate; bergamotto | notas cítricas; bergamota | zitrischer Duft; Bergamotte
vanilla_scent | vanilla; amber scent | vanille; notes ambrées | vaniglia; note ambrate | vainilla; notas ambaradas | Vanille; Ambernote
mechanical | mechanical movement; automatic movement; tourbillon | mouvement mécanique; mouvement automatique; tourbillon | movimento meccanico; movimento automatico; tourbillon | movimiento mecánico; movimiento automático; tourbillon | mechanisches Uhrwerk; Automatikwerk; Tourbillon
quartz | quartz movement | mouvement à quartz | movimento al quarzo | movimiento de cuarzo | Quarzwerk
moon_phase | moon phase; perpetual calendar | phase de lune; calendrier perpétuel; quantième perpétuel | fasi lunari; calendario perpetuo | fases lunares; calendario perpetuo | Mondphase; ewiger Kalender
`;

export const sizes = `
xs | size XS | taille XS | taglia XS | talla XS | Größe XS
s | size S | taille S | taglia S | talla S | Größe S
m | size M | taille M | taglia M | talla M | Größe M
l | size L | taille L | taglia L | talla L | Größe L
xl | size XL | taille XL | taglia XL | talla XL | Größe XL
xxl | size XXL | taille XXL | taglia XXL | talla XXL | Größe XXL
c34 | size 34 | taille 34 | taglia 34 | talla 34 | Größe 34
c36 | size 36 | taille 36; pointure 36 | taglia 36; numero 36 | talla 36; número 36 | Größe 36
c37 | size 37 | pointure 37 | numero 37 | número 37; talla 37 | Größe 37; Schuhgröße 37
c38 | size 38 | taille 38; pointure 38 | taglia 38; numero 38 | talla 38; número 38 | Größe 38
c39 | size 39 | pointure 39 | numero 39 | número 39; talla 39 | Größe 39; Schuhgröße 39
c40 | size 40 | taille 40; pointure 40 | taglia 40; numero 40 | talla 40; número 40 | Größe 40
c41 | size 41 | pointure 41 | numero 41 | número 41; talla 41 | Größe 41; Schuhgröße 41
c42 | size 42 | taille 42; pointure 42 | taglia 42; numero 42 | talla 42; número 42 | Größe 42
c43 | size 43 | pointure 43 | numero 43 | número 43; talla 43 | Größe 43; Schuhgröße 43
c44 | size 44 | taille 44; pointure 44 | taglia 44; numero 44 | talla 44; número 44 | Größe 44
c46 | size 46 | taille 46 | taglia 46 | talla 46 | Größe 46
c48 | size 48 | taille 48 | taglia 48 | talla 48 | Größe 48
c50 | size 50 | taille 50 | taglia 50 | talla 50 | Größe 50
c52 | size 52 | taille 52 | taglia 52 | talla 52 | Größe 52
c54 | size 54 | taille 54 | taglia 54 | talla 54 | Größe 54
ring_50 | ring size 50 | taille de doigt 50; tour de doigt 50 | misura anello 50 | medida de anillo 50 | Ringgröße 50
ring_52 | ring size 52 | taille de doigt 52; tour de doigt 52 | misura anello 52 | medida de anillo 52 | Ringgröße 52
ring_54 | ring size 54 | taille de doigt 54; tour de doigt 54 | misura anello 54 | medida de anillo 54 | Ringgröße 54
petite | petite; very slim | menue; très mince | minuta; molto esile | menuda; muy delgada | zierlich; sehr schlank
tall | very tall | très grande; élancée | molto alta; slanciata | muy alta; esbelta | sehr groß; hochgewachsen
plus_size | plus size; curvy | grande taille; rondeurs | taglie comode; curvy | talla grande; curvy | große Größen; kurvig
wide_feet | wide feet; wide fit | pieds larges; pied large | pianta larga; piedi larghi | pie ancho; pies anchos | breite Füße; breiter Fuß
narrow_feet | narrow feet | pieds fins; pied étroit | pianta stretta; piedi stretti | pie estrecho; pies estrechos | schmale Füße; schmaler Fuß
small_wrist | small wrist; slim wrist | poignet fin; petit poignet | polso sottile; polso piccolo | muñeca fina; muñeca delgada | schmales Handgelenk; zierliches Handgelenk
large_wrist | large wrist | gros poignet; poignet large | polso grande; polso largo | muñeca ancha; muñeca grande | kräftiges Handgelenk; breites Handgelenk
long_arms | long arms; long sleeves needed | bras longs; manches longues | braccia lunghe; maniche lunghe | brazos largos; mangas largas | lange Arme; lange Ärmel
broad_shoulders | broad shoulders | épaules larges | spalle larghe | hombros anchos | breite Schultern
`;

export const personality = `
friendly | friendly; warm personality | chaleureuse; chaleureux; sympathique | cordiale; simpatica; simpatico | simpática; simpático; amable | herzlich; freundlich; sympathisch
demanding | demanding; perfectionist | exigeante; exigeant; perfectionniste | esigente; perfezionista | exigente; perfeccionista | anspruchsvoll; perfektionistisch
shy | shy; reserved | timide; réservée | timida; timido | tímida; tímido; reservada | schüchtern; zurückhaltend
talkative | talkative; loves to chat | bavarde; bavard; aime discuter | chiacchierona; chiacchierone | habladora; hablador; parlanchina | gesprächig; redselig
impatient | impatient; in a hurry | impatiente; impatient; pressée | impaziente; di fretta | impaciente; con prisa; tiene prisa | ungeduldig; in Eile
patient | very patient | très patiente; très patient | molto paziente | muy paciente | sehr geduldig
generous | generous person; very generous | très généreuse; très généreux | molto generosa; molto generoso | muy generosa; muy generoso | sehr großzügig
knowledgeable | connoisseur; knowledgeable | connaisseuse; connaisseur; fine connaisseuse | intenditrice; intenditore | conocedora; entendida; entendido | Kennerin; Kenner
impulsive | impulsive; impulse buyer | impulsive; achat impulsif | impulsiva; acquisto d'impulso | impulsiva; compra por impulso | impulsiv; Spontankauf
sentimental | sentimental; sentimental value | sentimentale; valeur sentimentale | sentimentale; valore affettivo | sentimental; valor sentimental | sentimental; Erinnerungswert
adventurous | adventurous; bold taste | aventureuse; aventurière; audacieuse | avventurosa; audace | aventurera; atrevida | abenteuerlustig; mutig im Stil
superstitious | superstitious; lucky number | superstitieuse; chiffre porte-bonheur | superstiziosa; numero fortunato | supersticiosa; número de la suerte | abergläubisch; Glückszahl
influential | influential; well connected | influente; bien introduite | influente; ben introdotta | influyente; bien relacionada | einflussreich; gut vernetzt
famous | celebrity; well-known face | célébrité; personnalité connue | celebrità; volto noto | celebridad; rostro conocido | Prominente; bekanntes Gesicht
vip | VIP; top client; key client | VIP; cliente importante; top cliente | VIP; cliente di punta; top client | VIP; clienta importante; clienta top | VIP; Topkundin; wichtige Kundin
difficult | difficult client; hard to please | cliente difficile; difficile à satisfaire | cliente difficile; difficile da accontentare | clienta difícil; difícil de contentar | schwierige Kundin; schwer zufriedenzustellen
trusting | trusts our advice; relies on our advice | suit nos conseils; nous fait confiance | si fida dei nostri consigli; si affida a noi | confía en nuestros consejos; se deja aconsejar | vertraut unserem Rat; lässt sich gern beraten
knows_what | knows exactly what she wants; knows what he wants | sait exactement ce qu'elle veut; sait ce qu'il veut | sa esattamente cosa vuole; sa quello che vuole | sabe exactamente lo que quiere; tiene las ideas claras | weiß genau was sie will; klare Vorstellungen
busy | very busy; busy schedule | très occupée; très occupé; emploi du temps chargé | molto impegnata; molto impegnato; agenda piena | muy ocupada; muy ocupado; agenda apretada | sehr beschäftigt; voller Terminkalender
early_adopter | always first to try; early adopter | toujours la première; adore la nouveauté | sempre la prima; ama le novità assolute | siempre la primera; le encanta lo nuevo | immer die Erste; liebt Neues
`;

export const care = `
nickel_allergy | nickel allergy; allergic to nickel | allergie au nickel; allergique au nickel | allergia al nichel; allergica al nichel | alergia al níquel; alérgica al níquel | Nickelallergie; allergisch gegen Nickel
wool_allergy | wool allergy; wool itches | allergie à la laine; la laine la gratte | allergia alla lana; la lana le prude | alergia a la lana; la lana le pica | Wollallergie; Wolle kratzt
perfume_allergy | perfume allergy; fragrance sensitive | allergie au parfum; sensible aux parfums | allergia ai profumi; sensibile ai profumi | alergia a los perfumes; sensible a los perfumes | Duftstoffallergie; duftempfindlich
pet_hair | pet allergy; cat allergy | allergie aux chats; allergie aux poils | allergia ai gatti; allergia al pelo | alergia a los gatos; alergia al pelo | Katzenallergie; Tierhaarallergie
sensitive_skin | sensitive skin | peau sensible | pelle sensibile | piel sensible | empfindliche Haut
dry_skin | dry skin | peau sèche | pelle secca | piel seca | trockene Haut
pierced_ears | pierced ears | oreilles percées | orecchie bucate; buchi alle orecchie | orejas perforadas | Ohrlöcher; durchstochene Ohren
clip_ons | clip-ons; unpierced ears | clips d'oreilles; oreilles non percées | clip per orecchie; orecchie non bucate | pendientes de clip; orejas sin perforar | Ohrclips; keine Ohrlöcher
left_handed | left-handed | gauchère; gaucher | mancina; mancino | zurda; zurdo | Linkshänderin; Linkshänder
back_pain | back pain; bad back | mal de dos | mal di schiena | dolor de espalda | Rückenschmerzen
wheelchair | wheelchair; reduced mobility | fauteuil roulant; mobilité réduite | sedia a rotelle; mobilità ridotta | silla de ruedas; movilidad reducida | Rollstuhl; gehbehindert
hearing | hard of hearing; hearing aid | malentendante; appareil auditif | apparecchio acustico; debole d'udito | audífono; dificultad auditiva | schwerhörig; Hörgerät
poor_sight | poor eyesight; reading glasses | vue faible; lunettes de lecture | vista debole; occhiali da lettura | vista cansada; gafas de lectura | Sehschwäche; Lesebrille
diet | on a diet; losing weight | au régime; perd du poids | a dieta; sta dimagrendo | a dieta; está adelgazando | auf Diät; nimmt ab
non_smoker | non-smoker | non-fumeuse; non-fumeur | non fumatrice; non fumatore | no fumadora; no fumador | Nichtraucherin; Nichtraucher
smoker | smoker | fumeuse; fumeur | fumatrice; fumatore | fumadora; fumador | Raucherin; Raucher
`;

export const seasons = `
spring | spring | printemps | primavera | primavera | Frühling; Frühjahr
summer | summer | été prochain; cet été; l'été | estate | verano | Sommer
autumn | autumn; fall season | automne | autunno | otoño | Herbst
winter | winter | hiver | inverno | invierno | Winter
spring_summer | spring-summer collection | collection printemps-été | collezione primavera-estate | colección primavera-verano | Frühjahr-Sommer-Kollektion
autumn_winter | autumn-winter collection; fall-winter collection | collection automne-hiver | collezione autunno-inverno | colección otoño-invierno | Herbst-Winter-Kollektion
cruise_collection | cruise collection; resort collection | collection croisière | collezione crociera; collezione cruise | colección crucero | Cruise-Kollektion; Resort-Kollektion
fashion_week | fashion week | fashion week; semaine de la mode | fashion week; settimana della moda | fashion week; semana de la moda | Fashion Week; Modewoche
sales | sales period; private sales season | période des soldes; soldes d'hiver | periodo dei saldi; saldi invernali | temporada de rebajas; rebajas de enero | Schlussverkaufszeit; Winterschlussverkauf
black_friday | Black Friday | Black Friday | Black Friday | Black Friday | Black Friday
back_to_school | back to school | rentrée des classes; rentrée | rientro a scuola; ritorno a scuola | vuelta al cole | Schulanfang; Schulbeginn
heatwave | heatwave; hot weather | canicule; grosses chaleurs | ondata di caldo; gran caldo | ola de calor; mucho calor | Hitzewelle; heißes Wetter
cold_weather | cold weather; freezing winters | grand froid; temps froid | clima freddo; gran freddo | clima frío; mucho frío | kaltes Wetter; kalte Winter
rainy | rainy weather | temps pluvieux | clima piovoso | clima lluvioso | regnerisches Wetter
tomorrow | tomorrow | demain | domani | mañana mismo | morgen früh; bis morgen
this_week | this week | cette semaine | questa settimana | esta semana | diese Woche
next_week | next week | semaine prochaine | prossima settimana | semana que viene; próxima semana | nächste Woche
next_month | next month | mois prochain | mese prossimo; prossimo mese | mes que viene; próximo mes | nächsten Monat; kommenden Monat
year_end | end of the year; year-end | fin d'année | fine anno | fin de año | Jahresende
last_minute | last minute | dernière minute | ultimo minuto; all'ultimo | última hora; último minuto | in letzter Minute; Last Minute
`;
