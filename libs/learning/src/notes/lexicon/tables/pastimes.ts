/** Sports, arts, food, drink and pastimes, such that an adviser asks about; slug | en | fr | it | es | de. */
export const sports = `
golf | golf | golf | golf | golf | Golf
tennis | tennis | tennis | tennis | tenis | Tennis
padel | padel | padel | padel | pádel | Padel
skiing | skiing; ski | ski; ski alpin | sci; sciare | esquí; esquiar | Skifahren; Ski
snowboard | snowboarding; snowboard | snowboard | snowboard | snowboard | Snowboard
cross_country | cross-country skiing | ski de fond | sci di fondo | esquí de fondo | Langlauf
ice_skating | ice skating; figure skating | patinage; patin à glace | pattinaggio | patinaje | Eislaufen; Eiskunstlauf
riding | horse riding; riding; dressage | équitation; dressage | equitazione; dressage | equitación; hípica; doma | Reiten; Reitsport; Dressur
polo | polo | polo | polo | polo | Polo
horse_racing | horse racing; the races | courses hippiques; hippodrome | corse dei cavalli; ippodromo | carreras de caballos; hipódromo | Pferderennen; Galopprennbahn
sailing | sailing; regatta | voile; régate | vela sportiva; regata; barca a vela | navegación a vela; regata | Segeln; Regatta
surfing | surfing; surf | surf | surf | surf | Surfen; Wellenreiten
kitesurf | kitesurfing; windsurfing | kitesurf; planche à voile | kitesurf; windsurf | kitesurf; windsurf | Kitesurfen; Windsurfen
diving | scuba diving; diving | plongée sous-marine; plongée | immersioni; subacquea | buceo; submarinismo | Tauchen; Tauchsport
swimming | swimming | natation | nuoto | natación | Schwimmen
rowing | rowing | aviron | canottaggio | remo | Rudern
fishing | fishing; fly fishing | pêche; pêche à la mouche | pesca; pesca a mosca | pesca; pesca con mosca | Angeln; Fliegenfischen
hunting | hunting; shooting parties | chasse | caccia | caza; cacería | Jagd; Jagen
running | running; jogging; marathon | course à pied; jogging; marathon | corsa; jogging; maratona | correr; running; maratón | Laufen; Joggen; Marathon
triathlon | triathlon; ironman | triathlon | triathlon | triatlón | Triathlon
cycling | cycling; road bike | cyclisme; vélo | ciclismo; bicicletta | ciclismo; bicicleta | Radfahren; Rennrad
hiking | hiking; trekking | randonnée; trekking | escursionismo; trekking | senderismo; trekking | Wandern; Trekking
climbing | climbing; mountaineering | escalade; alpinisme | arrampicata; alpinismo | escalada; alpinismo | Klettern; Bergsteigen
yoga | yoga | yoga | yoga | yoga | Yoga
pilates | pilates | pilates | pilates | pilates | Pilates
fitness | fitness; gym; personal trainer | fitness; salle de sport; musculation | palestra; fitness | gimnasio; fitness | Fitness; Fitnessstudio
boxing | boxing | boxe | pugilato; boxe | boxeo | Boxen
martial_arts | martial arts; judo; karate | arts martiaux; judo; karaté | arti marziali; judo; karate | artes marciales; judo; kárate | Kampfsport; Judo; Karate
fencing | fencing | escrime | scherma | esgrima | Fechten
football | football; soccer | football; foot | calcio | fútbol | Fußball
rugby | rugby | rugby | rugby | rugby | Rugby
cricket | cricket | cricket | cricket | críquet | Cricket
basketball | basketball | basket-ball; basketball | pallacanestro; basket | baloncesto | Basketball
volleyball | volleyball; beach volley | volley; volley-ball | pallavolo; beach volley | voleibol; vóley playa | Volleyball
hockey | hockey; field hockey | hockey | hockey | hockey | Hockey
handball | handball | handball | pallamano | balonmano | Handball
baseball | baseball | baseball | baseball | béisbol | Baseball
american_football | American football; Super Bowl | football américain | football americano | fútbol americano | American Football
gymnastics | gymnastics | gymnastique | ginnastica artistica; ginnastica | gimnasia | Turnen; Gymnastik
ballet_class | ballet classes; ballet | danse classique; ballet | danza classica; balletto | ballet; danza clásica | Ballett
ballroom | ballroom dancing; tango; salsa | danse de salon; tango; salsa | ballo liscio; tango; salsa | baile de salón; tango; salsa | Tanzkurs; Tango; Salsa
motor_racing | Formula 1; motor racing; grand prix | Formule 1; course automobile; grand prix | Formula 1; automobilismo; gran premio | Fórmula 1; automovilismo; gran premio | Formel 1; Motorsport; Grand Prix
motorbike | motorcycling; motorbikes; motorbike | moto; motos | motociclismo; moto | motociclismo; motos | Motorrad; Motorradfahren
karting | go-karting | karting | kart | karts | Kartfahren
badminton | badminton; squash | badminton; squash | badminton; squash | bádminton; squash | Badminton; Squash
table_tennis | table tennis; ping-pong | tennis de table; ping-pong | ping-pong; tennistavolo | tenis de mesa; ping-pong | Tischtennis
archery | archery; target shooting | tir à l'arc | tiro con l'arco | tiro con arco | Bogenschießen
paragliding | paragliding; skydiving | parapente; parachutisme | parapendio; paracadutismo | parapente; paracaidismo | Gleitschirmfliegen; Fallschirmspringen
bridge | playing bridge; bridge club | joue au bridge; club de bridge | gioca a bridge; circolo del bridge | juega al bridge; club de bridge | spielt Bridge; Bridgeclub
chess | chess; plays chess | joue aux échecs; échecs | gioca a scacchi; scacchi | juega al ajedrez | spielt Schach; Schach
`;

export const arts = `
contemporary_art | contemporary art | art contemporain | arte contemporanea | arte contemporáneo | zeitgenössische Kunst; Gegenwartskunst
modern_art | modern art | art moderne | arte moderna | arte moderno | moderne Kunst
old_masters | old masters; Renaissance painting | maîtres anciens; peinture de la Renaissance | pittura rinascimentale; arte antica | pintura renacentista; maestros antiguos | alte Meister; Renaissancemalerei
impressionism | impressionism; impressionists | impressionnisme; impressionnistes | impressionismo; impressionisti | impresionismo; impresionistas | Impressionismus; Impressionisten
street_art | street art | street art; art urbain | street art; arte urbana | arte urbano; grafiti | Straßenkunst; Street-Art
sculpture | sculpture; sculptures | sculpture; sculptures | scultura; sculture | escultura; esculturas | Skulptur; Skulpturen
photography | photography | photographie | fotografia | fotografía | Fotografie; Fotografieren
painting_hobby | painting classes; watercolours | cours de peinture; aquarelle | corso di pittura; acquerello | clases de pintura; acuarela | Malkurs; Aquarell
ceramics_hobby | pottery | poterie | lavorare la ceramica; ceramista per hobby | alfarería | Töpfern
museum | museum; museums; exhibitions | musée; musées; expositions | musei; museo; mostre | museo; museos; exposiciones | Museum; Museen; Ausstellungen
auction | auctions; auction house | ventes aux enchères; enchères | aste; casa d'aste | subastas; casa de subastas | Auktionen; Auktionshaus
art_fair | art fair; art fairs; Biennale | foire d'art; Biennale | fiera d'arte; Biennale | feria de arte; Bienal | Kunstmesse; Biennale
opera | opera | opéra | opera lirica; lirica | ópera | Oper
classical_music | classical music; concert hall; symphony | musique classique; concert symphonique | musica classica; concerto sinfonico | música clásica; concierto sinfónico | klassische Musik; Konzerthaus; Sinfonie
jazz | jazz | jazz | jazz | jazz | Jazz
rock_music | rock music; rock concert | musique rock; concert de rock | musica rock; concerto rock | música rock; concierto de rock | Rockmusik; Rockkonzert
pop_music | pop music; k-pop | musique pop; k-pop | musica pop; k-pop | música pop; k-pop | Popmusik; K-Pop
electronic_music | electronic music; techno | musique électronique; techno | musica elettronica; techno | música electrónica; techno | elektronische Musik; Techno
piano | piano; plays the piano | piano; joue du piano | pianoforte; suona il piano | piano; toca el piano | Klavier; spielt Klavier
violin | violin; cello | violon; violoncelle | violino; violoncello | violín; violonchelo | Geige; Cello; Violine
guitar | guitar | guitare | chitarra | guitarra | Gitarre
choir | choir; singing lessons | chorale; cours de chant | canta in un coro; lezioni di canto | coro; clases de canto | Chor; Gesangsunterricht
theatre | theatre; theater | théâtre; pièces de théâtre | teatro; spettacoli teatrali | teatro; obras de teatro | Theater; Theaterstücke
musicals | musicals; Broadway | comédies musicales; Broadway | musical; Broadway | musicales; Broadway | Musicals; Broadway
dance_shows | ballet performance; contemporary dance | spectacle de ballet; danse contemporaine | spettacolo di danza; danza contemporanea | espectáculo de danza; danza contemporánea | Ballettaufführung; Tanztheater
cinema | cinema; film festival; arthouse films | cinéma; festival de films | cinema d'autore; festival del cinema; cinema | cine; festival de cine | Kino; Filmfestival
series | TV series; streaming series | séries télé | serie tv | series de televisión | Fernsehserien; Serienfan
literature | literature; novels; reading | littérature; romans; lecture | letteratura; romanzi; lettura | literatura; novelas; lectura | Literatur; Romane; Lesen
poetry | poetry | poésie | poesia | poesía | Poesie; Gedichte
rare_books | rare books; first editions | livres anciens; éditions originales | libri antichi; prime edizioni | libros antiguos; primeras ediciones | antiquarische Bücher; Erstausgaben
comics | comics; manga | bande dessinée; manga | fumetti; manga | cómics; manga | Comics; Manga
history | history; archaeology | histoire de France; archéologie | archeologia; storia antica | arqueología; historia antigua | Archäologie; Geschichte der Antike
architecture | architecture | architecture | architettura | arquitectura | Architektur
design_furniture | design furniture; mid-century furniture | mobilier design; mobilier vintage | mobili di design; modernariato | muebles de diseño; mobiliario de época | Designmöbel; Vintagemöbel
antiques | antiques; flea markets | antiquités; brocante; marché aux puces | antiquariato; mercatini | antigüedades; rastro | Antiquitäten; Flohmarkt
gardening | gardening; garden; roses | jardinage; jardin | giardinaggio; giardino | jardinería; jardín | Gartenarbeit; Garten; Rosenzucht
interior_design | interior design; home decoration | décoration intérieure; déco | arredamento; decorazione d'interni | decoración; diseño de interiores | Inneneinrichtung; Wohndesign
stamps | stamp collecting; coin collecting | philatélie; numismatique | filatelia; numismatica | filatelia; numismática | Briefmarken; Münzsammlung
vintage_cars | classic cars; vintage cars | voitures anciennes; voitures de collection | auto d'epoca | coches clásicos; coches de época | Oldtimer
sports_cars | sports cars; supercars | voitures de sport; supercars | auto sportive; supercar | coches deportivos; superdeportivos | Sportwagen; Supersportwagen
electric_car | electric car | voiture électrique | auto elettrica | coche eléctrico | Elektroauto
video_games | video games; gaming | jeux vidéo | videogiochi | videojuegos | Videospiele; Gaming
gadgets | tech gadgets; smart home | gadgets high-tech; domotique | gadget tecnologici; domotica | aparatos tecnológicos; domótica | Technik-Gadgets; Smarthome
crypto | crypto; NFTs | cryptomonnaies; NFT | criptovalute; NFT | criptomonedas; NFT | Kryptowährungen; NFTs
cooking | cooking; cookery classes | cuisiner; cours de cuisine | cucinare; corsi di cucina | cocinar; clases de cocina | Kochen; Kochkurs
baking | baking; pastry making | faire de la pâtisserie; pâtisserie maison | fare dolci; torte fatte in casa | repostería | Backen; Kuchenbacken
knitting | knitting; embroidery; sewing | tricot; broderie; couture maison | lavoro a maglia; ricamo; cucito | hacer punto; bordado; costura | Stricken; Sticken; Nähen
astrology | astrology; horoscopes; tarot | astrologie; horoscope; tarot | astrologia; oroscopo; tarocchi | astrología; horóscopo; tarot | Astrologie; Horoskop; Tarot
meditation | meditation; mindfulness | méditation; pleine conscience | meditazione; mindfulness | meditación; mindfulness | Meditation; Achtsamkeit
charity | charity; philanthropy; foundation | mécénat; philanthropie; œuvres caritatives | beneficenza; filantropia; volontariato | filantropía; obras benéficas; voluntariado | Wohltätigkeit; Stiftung; Ehrenamt
birdwatching | birdwatching; nature walks | ornithologie; balades en forêt | birdwatching; passeggiate nel bosco | observación de aves; paseos por el bosque | Vogelbeobachtung; Waldspaziergänge
karaoke | karaoke; nightclubs; clubbing | karaoké; boîtes de nuit | karaoke; discoteche | karaoke; discotecas | Karaoke; Nachtclubs
casino | casino; poker | casino; poker | casinò; poker | casino; póker | Kasino; Poker
`;

export const food = `
champagne | champagne | champagne | champagne | champán | Champagner
red_wine | red wine | vin rouge | vino rosso | vino tinto | Rotwein
white_wine | white wine | vin blanc | vino bianco | vino blanco | Weißwein
rose_wine | rosé wine | vin rosé | vino rosato | vino rosado | Roséwein
burgundy_wine | Burgundy wines | vins de Bourgogne | vini di Borgogna | vinos de Borgoña | Burgunderweine
bordeaux_wine | Bordeaux wines | vins de Bordeaux | vini di Bordeaux | vinos de Burdeos | Bordeauxweine
wine_tasting | wine tasting; wine cellar | dégustation de vin; cave à vin | degustazione di vini; cantina | cata de vinos; bodega particular | Weinprobe; Weinkeller
prosecco | prosecco; cava | prosecco; crémant | prosecco; spumante | prosecco; cava | Prosecco; Sekt
whisky | whisky; whiskey; bourbon | whisky; bourbon | whisky; bourbon | whisky; bourbon | Whisky; Bourbon
cognac | cognac; armagnac | cognac; armagnac | cognac; armagnac | coñac; armañac | Cognac; Weinbrand
gin | gin and tonic; gin | gin tonic; gin | gin tonic; gin | gin tonic; ginebra con tónica | Gin Tonic; Gin
rum | aged rum; rum | rhum vieux; rhum | rum invecchiato; rum | ron añejo; ron | gereifter Rum; Rum
beer | craft beer; beer | bière artisanale; bière | birra artigianale; birra | cerveza artesanal; cerveza | Craftbier; Bier
cocktails | cocktails; mixology | cocktails; mixologie | cocktail d'autore; mixology | cócteles; coctelería | Cocktails; Mixgetränke
alcohol_free | alcohol-free; teetotal | sans alcool; abstinente | analcolico; astemia; astemio | sin alcohol; abstemia; abstemio | alkoholfrei; abstinent
coffee | coffee; espresso | café; expresso | caffè; espresso | café; expreso | Kaffee; Espresso
tea | green tea; tea ceremony; tea | thé vert; thé | tè verde; tè | té verde; té | Grüntee; Teezeremonie; Tee
hot_chocolate | hot chocolate | chocolat chaud | cioccolata calda | chocolate caliente | heiße Schokolade
chocolate | chocolate; chocolates; pralines | chocolat; chocolats | cioccolato; cioccolatini | chocolate; bombones | Schokolade; Pralinen
macarons | macarons; petits fours | macarons; petits fours | macarons; pasticcini | macarons; pastelitos | Macarons; Petits Fours
pastry | pastries; cakes | pâtisseries; gâteaux | pasticceria; torte | pasteles; tartas | Gebäck; Torten
ice_cream | ice cream | glaces artisanales; crème glacée | gelato | helado; helados | Eiscreme; Speiseeis
cheese | cheese | fromage; fromages | formaggio; formaggi | queso; quesos | Käse
caviar | caviar | caviar | caviale | caviar | Kaviar
oysters | oysters; seafood platter | huîtres; plateau de fruits de mer | ostriche | ostras | Austern
seafood | seafood; lobster | fruits de mer; homard | frutti di mare; aragosta | mariscos; langosta | Meeresfrüchte; Hummer
fish | fish dishes; grilled fish | poisson grillé; poisson | pesce alla griglia; pesce | pescado | Fischgerichte; Fisch
foie_gras | foie gras | foie gras | foie gras | foie gras; foie | Gänseleber; Foie gras
truffle | truffle; truffles | truffe; truffes | tartufo; tartufi | trufa; trufas | Trüffel
mushrooms | mushrooms; porcini | champignons; cèpes | funghi; porcini | setas; hongos | Pilze; Steinpilze
steak | steak; steakhouse | steak; entrecôte | bistecca; fiorentina | chuletón; solomillo | Steak; Steakhaus
ham | Iberian ham; ham | jambon ibérique; jambon | prosciutto; jamón | jamón ibérico; jamón | Schinken; Serranoschinken
sushi | sushi; sashimi | sushi; sushis; sashimi | sushi; sashimi | sushi; sashimi | Sushi; Sashimi
japanese_food | Japanese food; Japanese cuisine; omakase | cuisine japonaise; omakase | cucina giapponese; omakase | comida japonesa; cocina japonesa | japanische Küche; Omakase
italian_food | Italian food; Italian cuisine; pasta | cuisine italienne; pâtes | cucina italiana; pasta | comida italiana; pasta | italienische Küche; Pasta
pizza | pizza | pizza | pizza | pizza | Pizza
french_food | French cuisine; bistro | cuisine française; bistrot | cucina francese; bistrot | cocina francesa; bistró | französische Küche; Bistro
spanish_food | tapas; paella | tapas; paella | tapas; paella | tapas; paella | Tapas; Paella
chinese_food | Chinese food; dim sum | cuisine chinoise; dim sum | cucina cinese; dim sum | comida china; dim sum | chinesische Küche; Dim Sum
indian_food | Indian food; curry | cuisine indienne; curry | cucina indiana; curry | comida india; curry | indische Küche; Curry
thai_food | Thai food | cuisine thaïe; cuisine thaïlandaise | cucina thailandese | comida tailandesa | thailändische Küche
mexican_food | Mexican food; tacos | cuisine mexicaine; tacos | cucina messicana; tacos | comida mexicana; tacos | mexikanische Küche; Tacos
lebanese_food | Lebanese food; mezze | cuisine libanaise; mezzés | cucina libanese; mezze | comida libanesa; mezze | libanesische Küche; Mezze
fine_dining | fine dining; Michelin-starred; tasting menu | gastronomie; restaurant étoilé; menu dégustation | ristorante stellato; alta cucina; menù degustazione | alta cocina; restaurante con estrella; menú degustación | Sternerestaurant; Spitzenküche; Degustationsmenü
brunch | brunch; Sunday brunch | brunch | brunch | brunch | Brunch
vegetarian | vegetarian | végétarienne; végétarien | vegetariana; vegetariano | vegetariana; vegetariano | vegetarisch; Vegetarierin; Vegetarier
vegan | vegan; plant-based | végane; vegan; végétalienne | vegana; vegano | vegana; vegano | vegan; Veganerin; Veganer
organic | organic food; farm-to-table | produits bio; circuit court | cibo biologico; chilometro zero | comida ecológica; productos ecológicos | Biokost; Bioprodukte
gluten_free | gluten-free; coeliac | sans gluten; cœliaque; intolérante au gluten | senza glutine; celiaca; celiaco | sin gluten; celíaca; celíaco | glutenfrei; Zöliakie
lactose_free | lactose intolerant; dairy-free | intolérante au lactose; sans lactose | intollerante al lattosio; senza lattosio | intolerante a la lactosa; sin lactosa | laktoseintolerant; laktosefrei
halal | halal | halal | halal | halal | halal
kosher | kosher | casher; kasher | kosher; casher | kosher | koscher
nut_allergy | nut allergy; allergic to nuts | allergie aux noix; allergique aux noix | allergia alle noci; allergica alle noci | alergia a los frutos secos; alérgica a las nueces | Nussallergie; allergisch gegen Nüsse
shellfish_allergy | shellfish allergy; allergic to shellfish | allergie aux crustacés; allergique aux crustacés | allergia ai crostacei; allergica ai crostacei | alergia al marisco; alérgica al marisco | Krustentierallergie; allergisch gegen Meeresfrüchte
cigars | cigars | cigares | sigari | puros; habanos | Zigarren
`;
