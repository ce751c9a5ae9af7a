/**
 * slug | en | fr | it | es | de; aliases parted by `;`, the first is the one that names are composed of. Its gender stands after a colon
 * (m, f, n), plural-only words have mp or fp.
 */
export const products = `
bag | bag; handbag; purse | sac:m; sac à main | borsa:f; borsetta | bolso:m; cartera de mano | Tasche:f; Handtasche
tote | tote bag; tote | cabas:m; sac cabas | borsa shopper:f; shopper | bolso tote:m; bolso shopper | Shopper:m; Henkeltasche
clutch | clutch; evening bag | pochette:f; pochette du soir | pochette:f; borsa da sera | bolso de mano:m; bolso de fiesta | Clutch:f; Abendtasche
backpack | backpack; rucksack | sac à dos:m | zaino:m; zainetto | mochila:f | Rucksack:m
briefcase | briefcase; document case | porte-documents:m; mallette; serviette | cartella:f; ventiquattrore; portadocumenti | maletín:m; portadocumentos | Aktentasche:f; Aktenkoffer
belt_bag | belt bag; crossbody bag | sac banane:m; sac bandoulière | marsupio:m; borsa a tracolla | riñonera:f; bolso bandolera | Gürteltasche:f; Umhängetasche
wallet | wallet; billfold | portefeuille:m | portafoglio:m | cartera:f; billetera | Brieftasche:f; Portemonnaie; Geldbörse
card_holder | card holder; card case | porte-cartes:m | portacarte:m | tarjetero:m | Kartenetui:n; Kartenhalter
suitcase | suitcase; trolley case | valise:f | valigia:f; trolley | maleta:f | Koffer:m; Rollkoffer
travel_bag | travel bag; weekender; duffle bag | sac de voyage:m; sac week-end | borsone:m; borsa da viaggio | bolsa de viaje:f; bolsa de fin de semana | Reisetasche:f; Weekender
trunk | travel trunk; steamer trunk | malle:f; malle de voyage | baule:m | baúl:m | Reisetruhe:f; Schrankkoffer
key_ring | key ring; keychain; bag charm | porte-clés:m; bijou de sac | portachiavi:m; ciondolo per borsa | llavero:m | Schlüsselanhänger:m; Taschenanhänger
phone_case | phone case | coque de téléphone:f; étui de téléphone | custodia per telefono:f; cover | funda de móvil:f; funda de teléfono | Handyhülle:f; Handytasche
belt | belt | ceinture:f | cintura:f | cinturón:m | Gürtel:m
gloves | gloves | gants:mp | guanti:mp | guantes:mp | Handschuhe:mp
hat | hat | chapeau:m | cappello:m | sombrero:m | Hut:m
cap | baseball cap | casquette:f | berretto:m | gorra:f | Schirmmütze:f; Baseballkappe
beanie | beanie | bonnet:m | cuffia di lana:f | gorro:m | Mütze:f; Wollmütze
scarf | scarf; scarves | écharpe:f | sciarpa:f | bufanda:f | Schal:m
silk_square | silk square; foulard | carré:m; foulard | foulard:m; carré di seta | pañuelo:m; fular | Tuch:n; Halstuch
shawl | shawl; stole; pashmina | châle:m; étole; pashmina | scialle:m; stola; pashmina | chal:m; estola; pashmina | Stola:f; Pashmina; Umschlagtuch
tie | tie; necktie | cravate:f | cravatta:f | corbata:f | Krawatte:f
bow_tie | bow tie | nœud papillon:m | papillon:m; cravattino | pajarita:f | Fliege:f; Smokingfliege
pocket_square | pocket square | pochette de costume:f | fazzoletto da taschino:m; pochette da taschino | pañuelo de bolsillo:m | Einstecktuch:n
sunglasses | sunglasses; shades | lunettes de soleil:fp | occhiali da sole:mp | gafas de sol:fp | Sonnenbrille:f
glasses | eyeglasses; optical frames | lunettes de vue:fp; monture | occhiali da vista:mp; montatura | gafas graduadas:fp; montura | Korrektionsbrille:f; Brillengestell
umbrella | umbrella | parapluie:m | ombrello:m | paraguas:m | Regenschirm:m
cufflinks | cufflinks | boutons de manchette:mp | gemelli:mp | gemelos:mp | Manschettenknöpfe:mp
coat | coat; overcoat | manteau:m; pardessus | cappotto:m | abrigo:m | Mantel:m
trench | trench coat; trench; raincoat | trench:m; imperméable | trench:m; impermeabile | gabardina:f; trench | Trenchcoat:m; Regenmantel
jacket | jacket | veste:f | giacca:f | chaqueta:f | Jacke:f
blazer | blazer | blazer:m | blazer:m | blazer:m; americana | Blazer:m; Sakko
bomber | bomber jacket; bomber | blouson:m; bomber | giubbotto:m; bomber | cazadora:f; bomber | Bomberjacke:f; Blouson
down_jacket | down jacket; puffer jacket; puffer | doudoune:f | piumino:m | plumífero:m; anorak | Daunenjacke:f; Steppjacke
cape | cape; poncho | cape:f; poncho | mantella:f; poncho | capa:f; poncho | Umhang:m; Poncho
suit | suit | costume:m; complet | abito da uomo:m; completo | traje:m | Anzug:m
trouser_suit | trouser suit; pantsuit | tailleur-pantalon:m | tailleur pantalone:m | traje pantalón:m | Hosenanzug:m
tuxedo | tuxedo; dinner jacket | smoking:m | smoking:m | esmoquin:m | Smoking:m
dress | dress | robe:f | vestito:m; abito da donna | vestido:m | Kleid:n
evening_gown | evening gown; evening dress; ball gown | robe du soir:f; robe de soirée; robe de bal | abito da sera:m; vestito da sera | vestido de noche:m; vestido de gala | Abendkleid:n; Ballkleid
cocktail_dress | cocktail dress | robe de cocktail:f | abito da cocktail:m; vestito da cocktail | vestido de cóctel:m | Cocktailkleid:n
wedding_dress | wedding dress; bridal gown | robe de mariée:f | abito da sposa:m; vestito da sposa | vestido de novia:m | Brautkleid:n; Hochzeitskleid
jumpsuit | jumpsuit | combinaison-pantalon:f | tuta elegante:f; jumpsuit | mono:m; enterizo | Jumpsuit:m; Overall
skirt | skirt | jupe:f | gonna:f | falda:f | Rock:m
trousers | trousers; slacks | pantalon:m | pantaloni:mp | pantalón:m | Hose:f; Stoffhose
jeans | jeans | jean:m; jeans | jeans:mp | vaqueros:mp; tejanos | Jeans:f
shorts | bermuda shorts; bermudas | bermuda:m | bermuda:mp; pantaloncini | bermudas:fp; pantalón corto | Bermudashorts:fp; kurze Hose
shirt | shirt | chemise:f | camicia:f | camisa:f | Hemd:n
blouse | blouse | chemisier:m; blouse | blusa:f; camicetta | blusa:f | Bluse:f
t_shirt | t-shirt; tee | t-shirt:m; tee-shirt | maglietta:f; t-shirt | camiseta:f | T-Shirt:n
polo_shirt | polo shirt | polo manches courtes:m; polo piqué | maglia polo:f | polo de piqué:m; camiseta polo | Polohemd:n; Poloshirt
sweater | sweater; jumper; pullover | pull:m; chandail; pull-over | maglione:m; pullover | jersey:m; suéter | Pullover:m; Pulli
cardigan | cardigan | cardigan:m; gilet en maille | cardigan:m | cárdigan:m; rebeca | Cardigan:m; Strickjacke
turtleneck | turtleneck; roll neck | col roulé:m | dolcevita:m; maglia a collo alto | jersey de cuello alto:m; cuello cisne | Rollkragenpullover:m; Rolli
hoodie | hoodie; sweatshirt | sweat à capuche:m; sweat-shirt | felpa:f | sudadera:f | Kapuzenpullover:m; Hoodie
waistcoat | waistcoat | gilet de costume:m | gilet:m; panciotto | chaleco:m | Weste:f
lingerie | lingerie | lingerie:f | lingerie:f; biancheria intima | lencería:f | Dessous:n; Unterwäsche
pyjamas | pyjamas; pajamas | pyjama:m | pigiama:m | pijama:m | Pyjama:m; Schlafanzug
dressing_gown | dressing gown; bathrobe | robe de chambre:f; peignoir | vestaglia:f; accappatoio | bata:f; albornoz | Morgenmantel:m; Bademantel
swimsuit | swimsuit; swimwear; bikini | maillot de bain:m; bikini | costume da bagno:m; bikini | bañador:m; traje de baño; bikini | Badeanzug:m; Bikini; Bademode
socks | socks | chaussettes:fp | calzini:mp; calze | calcetines:mp | Socken:fp; Strümpfe
shoes | shoes | chaussures:fp; souliers | scarpe:fp | zapatos:mp | Schuhe:mp
heels | high heels; stilettos; pumps | escarpins:mp; talons hauts; talons aiguilles | décolleté:fp; tacchi alti; tacchi a spillo | zapatos de tacón:mp; tacones; stilettos | Pumps:mp; High Heels; Stöckelschuhe
sneakers | sneakers; trainers | baskets:fp; sneakers | sneakers:fp; scarpe da ginnastica | zapatillas:fp; deportivas; sneakers | Sneaker:mp; Turnschuhe
loafers | loafers; moccasins | mocassins:mp | mocassini:mp | mocasines:mp | Loafer:mp; Mokassins; Slipper
boots | boots | bottes:fp | stivali:mp | botas:fp | Stiefel:mp
ankle_boots | ankle boots; booties | bottines:fp; boots | stivaletti:mp; tronchetti | botines:mp | Stiefeletten:fp; Ankle Boots
sandals | sandals | sandales:fp; nu-pieds | sandali:mp | sandalias:fp | Sandalen:fp; Sandaletten
ballerinas | ballet flats; ballerinas | ballerines:fp | ballerine:fp | bailarinas:fp; manoletinas | Ballerinas:mp; Ballerinaschuhe
espadrilles | espadrilles | espadrilles:fp | espadrillas:fp; espadrilles | alpargatas:fp; esparteñas | Espadrilles:fp
oxfords | oxford shoes; brogues; lace-ups | richelieus:mp; derbies | francesine:fp; stringate | zapatos oxford:mp; zapatos de cordones | Schnürschuhe:mp; Budapester
slippers | house slippers; velvet slippers | pantoufles:fp; chaussons; slippers | pantofole:fp; ciabatte | pantuflas:fp; zapatillas de casa | Hausschuhe:mp; Pantoffeln
watch | watch; wristwatch; timepiece | montre:f; garde-temps | orologio:m; segnatempo | reloj:m | Uhr:f; Armbanduhr
chronograph | chronograph | chronographe:m | cronografo:m | cronógrafo:m | Chronograph:m
dive_watch | dive watch; diver's watch | montre de plongée:f | orologio subacqueo:m | reloj de buceo:m | Taucheruhr:f
pocket_watch | pocket watch | montre à gousset:f; montre de poche | orologio da tasca:m; orologio da taschino | reloj de bolsillo:m | Taschenuhr:f
watch_strap | watch strap; watch bracelet | bracelet de montre:m | cinturino:m | correa de reloj:f | Uhrenarmband:n; Uhrband
ring | ring | bague:f | anello:m | anillo:m; sortija | Ring:m; Fingerring
engagement_ring | engagement ring | bague de fiançailles:f | anello di fidanzamento:m | anillo de compromiso:m; anillo de pedida | Verlobungsring:m
wedding_band | wedding band; wedding ring | alliance:f | fede:f; fede nuziale | alianza:f; anillo de boda | Ehering:m; Trauring
signet_ring | signet ring | chevalière:f | anello chevalier:m; anello con sigillo | anillo de sello:m | Siegelring:m
earrings | earrings | boucles d'oreilles:fp; boucles d'oreille | orecchini:mp | pendientes:mp; aretes | Ohrringe:mp; Ohrstecker
necklace | necklace | collier:m | collana:f | collar:m; gargantilla | Halskette:f; Collier
pendant | pendant; locket | pendentif:m; médaillon | ciondolo:m; pendente | colgante:m; medallón | Anhänger:m; Medaillon
chain | neck chain | chaîne de cou:f; sautoir | catenina:f; girocollo | cadena:f; cadenita | Kettchen:n; Gliederkette
bracelet | bracelet; bangle | bracelet:m; jonc | bracciale:m; braccialetto | pulsera:f; brazalete | Armband:n; Armreif
brooch | brooch; lapel pin | broche:f | spilla:f | broche:m; prendedor | Brosche:f; Anstecknadel
tiara | tiara; diadem | diadème:m; tiare | diadema:m; tiara | diadema:f; tiara | Diadem:n; Tiara
anklet | anklet | chaîne de cheville:f | cavigliera:f | tobillera:f | Fußkettchen:n
jewellery_set | jewellery set; parure | parure:f | parure:f | aderezo:m; conjunto de joyas | Schmuckset:n; Parure
jewellery_box | jewellery box; jewelry box | coffret à bijoux:m; boîte à bijoux | portagioie:m; cofanetto portagioie | joyero:m | Schmuckkästchen:n; Schmuckschatulle
high_jewellery | high jewellery; fine jewelry | haute joaillerie:f | alta gioielleria:f | alta joyería:f | Haute Joaillerie:f; Juwelierkunst
perfume | perfume; fragrance; eau de parfum | parfum:m; eau de parfum | profumo:m; fragranza | perfume:m; fragancia | Parfüm:n; Parfum; Duft
candle | scented candle; candle | bougie parfumée:f; bougie | candela profumata:f; candela | vela perfumada:f; vela aromática | Duftkerze:f; Kerze
lipstick | lipstick | rouge à lèvres:m | rossetto:m | pintalabios:m; barra de labios | Lippenstift:m
skincare | skincare; face cream | soin du visage:m; crème visage | crema viso:f; cura della pelle | cuidado facial:m; crema facial | Hautpflege:f; Gesichtscreme
makeup | makeup; cosmetics | maquillage:m; cosmétiques | trucco:m; cosmetici | maquillaje:m; cosméticos | Schminke:f; Kosmetik; Make-up
nail_polish | nail polish | vernis à ongles:m | smalto per unghie:m | esmalte de uñas:m | Nagellack:m
pen | fountain pen; ballpoint pen | stylo plume:m; stylo-bille; stylo | penna stilografica:f; stilografica; penna a sfera | pluma estilográfica:f; estilográfica; bolígrafo | Füllfederhalter:m; Füller; Kugelschreiber
notebook | notebook; leather diary; agenda cover | carnet:m; agenda | taccuino:m; agenda | cuaderno:m; libreta; agenda | Notizbuch:n; Lederkalender
lighter | lighter | briquet:m | accendino:m | mechero:m; encendedor | Feuerzeug:n
cigar_case | cigar case; humidor | étui à cigares:m; cave à cigares | portasigari:m; humidor | purera:f; humidor | Zigarrenetui:n; Humidor
blanket | throw blanket; blanket | plaid:m; couverture | plaid:m; coperta | manta:f | Wolldecke:f; Decke; Plaid
cushion | cushion; throw pillow | coussin:m | cuscino:m | cojín:m | Kissen:n; Zierkissen
vase | vase | vase:m | vaso:m | jarrón:m; florero | Vase:f
tableware | tableware; dinnerware; dinner service | vaisselle:f; service de table; arts de la table | servizio da tavola:m; stoviglie | vajilla:f | Geschirr:n; Tafelservice
glassware | glassware; crystal glasses | verrerie:f; verres en cristal | cristalleria:f; bicchieri di cristallo | cristalería:f; copas de cristal | Gläserset:n; Kristallgläser
silverware | cutlery; silverware | couverts:mp; argenterie | posate:fp; argenteria | cubertería:f | Besteck:n; Tafelsilber
bed_linen | bed linen; bedding | linge de lit:m; parure de lit | biancheria da letto:f; lenzuola | ropa de cama:f; sábanas | Bettwäsche:f
picture_frame | picture frame; photo frame | cadre photo:m | cornice portafoto:f; portafoto | marco de fotos:m; portarretratos | Bilderrahmen:m; Fotorahmen
lamp | table lamp; lamp | lampe:f | lampada:f | lámpara:f | Lampe:f; Tischlampe
armchair | armchair | fauteuil:m | poltrona:f | sillón:m; butaca | Sessel:m
board_game | backgammon set; chess set; board game | jeu d'échecs:m; jeu de société; backgammon | scacchiera:f; gioco da tavolo; backgammon | ajedrez:m; juego de mesa; backgammon | Schachspiel:n; Brettspiel; Backgammon
baby_clothes | baby clothes; baby gift set; babywear | layette:f; vêtements bébé | corredino:m; vestitini | canastilla:f; ropa de bebé | Babykleidung:f; Babyausstattung
toy | teddy bear; stuffed toy | ours en peluche:m; peluche | orsacchiotto:m; peluche | oso de peluche:m; peluche | Teddybär:m; Kuscheltier; Plüschtier
dog_collar | dog collar; dog leash | collier pour chien:m; laisse | collare per cane:m; guinzaglio | collar de perro:m; correa de perro | Hundehalsband:n; Hundeleine
gift_card | gift card; gift voucher | carte cadeau:f; bon d'achat | carta regalo:f; buono regalo | tarjeta regalo:f; vale regalo | Geschenkkarte:f; Geschenkgutschein
`;
