/** Where clients live and travel; slug | en | fr | it | es | de. */
export const destinations = `
paris | Paris | Paris | Parigi | París | Paris
nice | Nice; French Riviera | Nice; Côte d'Azur | Nizza; Costa Azzurra | Niza; Costa Azul | Nizza; Côte d'Azur
cannes | Cannes | Cannes | Cannes | Cannes | Cannes
saint_tropez | Saint-Tropez; St Tropez | Saint-Tropez; St Tropez | Saint-Tropez | Saint-Tropez | Saint-Tropez; St. Tropez
lyon | Lyon | Lyon | Lione | Lyon | Lyon
bordeaux_city | city of Bordeaux; in Bordeaux | ville de Bordeaux; à Bordeaux | città di Bordeaux; a Bordeaux | ciudad de Burdeos; en Burdeos | Stadt Bordeaux; Bordeaux
biarritz | Biarritz | Biarritz | Biarritz | Biarritz | Biarritz
deauville | Deauville | Deauville | Deauville | Deauville | Deauville
provence | Provence | Provence | Provenza | Provenza | Provence
courchevel | Courchevel; Megève | Courchevel; Megève | Courchevel; Megève | Courchevel; Megève | Courchevel; Megève
chamonix | Chamonix | Chamonix | Chamonix | Chamonix | Chamonix
corsica | Corsica | Corse | Corsica | Córcega | Korsika
monaco | Monaco; Monte Carlo | Monaco; Monte-Carlo | Monaco Principato; Montecarlo; Principato di Monaco | Mónaco; Montecarlo | Monaco; Monte Carlo
london | London | Londres | Londra | Londres | London
edinburgh | Edinburgh | Édimbourg | Edimburgo | Edimburgo | Edinburgh
dublin | Dublin | Dublin | Dublino | Dublín | Dublin
milan | Milan | Milan | Milano | Milán | Mailand
rome | Rome | Rome | Roma | Roma | Rom
florence | Florence | Florence | Firenze | Florencia | Florenz
venice | Venice | Venise | Venezia | Venecia | Venedig
naples | Naples | Naples | Napoli | Nápoles | Neapel
turin | Turin | Turin | Torino | Turín | Turin
bologna | Bologna | Bologne | Bologna | Bolonia | Bologna
verona | Verona | Vérone | Verona | Verona | Verona
capri | Capri | Capri | Capri | Capri | Capri
amalfi | Amalfi Coast; Positano | côte amalfitaine; Positano | Costiera Amalfitana; Positano | Costa Amalfitana; Positano | Amalfiküste; Positano
portofino | Portofino | Portofino | Portofino | Portofino | Portofino
sardinia | Sardinia; Porto Cervo | Sardaigne; Porto Cervo | Sardegna; Porto Cervo | Cerdeña; Porto Cervo | Sardinien; Porto Cervo
sicily | Sicily; Taormina | Sicile; Taormine | Sicilia; Taormina | Sicilia; Taormina | Sizilien; Taormina
lake_como | Lake Como | lac de Côme | lago di Como | lago de Como | Comer See
tuscany | Tuscany | Toscane | Toscana | Toscana | Toskana
cortina | Cortina d'Ampezzo; Dolomites | Cortina d'Ampezzo; Dolomites | Cortina d'Ampezzo; Dolomiti | Cortina d'Ampezzo; Dolomitas | Cortina d'Ampezzo; Dolomiten
madrid | Madrid | Madrid | Madrid | Madrid | Madrid
barcelona | Barcelona | Barcelone | Barcellona | Barcelona | Barcelona
seville | Seville | Séville | Siviglia | Sevilla | Sevilla
valencia | Valencia | Valence en Espagne | Valencia | Valencia | Valencia
marbella | Marbella | Marbella | Marbella | Marbella | Marbella
ibiza | Ibiza | Ibiza | Ibiza | Ibiza | Ibiza
mallorca | Mallorca; Majorca | Majorque | Maiorca | Mallorca | Mallorca
san_sebastian | San Sebastián | Saint-Sébastien | San Sebastián | San Sebastián; Donostia | San Sebastián
canary_islands | Canary Islands; Tenerife | îles Canaries; Ténérife | isole Canarie; Tenerife | islas Canarias; Tenerife | Kanarische Inseln; Teneriffa
lisbon | Lisbon | Lisbonne | Lisbona | Lisboa | Lissabon
porto | Porto | Porto | Oporto | Oporto | Porto
comporta | Comporta; Algarve | Comporta; Algarve | Comporta; Algarve | Comporta; Algarve | Comporta; Algarve
berlin | Berlin | Berlin | Berlino | Berlín | Berlin
munich | Munich | Munich | Monaco di Baviera | Múnich | München
hamburg | Hamburg | Hambourg | Amburgo | Hamburgo | Hamburg
frankfurt | Frankfurt | Francfort | Francoforte | Fráncfort | Frankfurt
dusseldorf | Düsseldorf | Düsseldorf | Düsseldorf | Düsseldorf | Düsseldorf
cologne | city of Cologne | ville de Cologne | Colonia | ciudad de Colonia | Köln
sylt | Sylt | Sylt | Sylt | Sylt | Sylt
baden_baden | Baden-Baden | Baden-Baden | Baden-Baden | Baden-Baden | Baden-Baden
vienna | Vienna | Vienne en Autriche | Vienna | Viena | Wien
salzburg | Salzburg | Salzbourg | Salisburgo | Salzburgo | Salzburg
kitzbuhel | Kitzbühel | Kitzbühel | Kitzbühel | Kitzbühel | Kitzbühel
zurich | Zurich | Zurich | Zurigo | Zúrich | Zürich
geneva | Geneva | Genève | Ginevra | Ginebra | Genf
lausanne | Lausanne | Lausanne | Losanna | Lausana | Lausanne
lugano | Lugano | Lugano | Lugano | Lugano | Lugano
st_moritz | St. Moritz | Saint-Moritz | Sankt Moritz; St. Moritz | St. Moritz | Sankt Moritz; St. Moritz
gstaad | Gstaad; Verbier | Gstaad; Verbier | Gstaad; Verbier | Gstaad; Verbier | Gstaad; Verbier
zermatt | Zermatt | Zermatt | Zermatt | Zermatt | Zermatt
brussels | Brussels | Bruxelles | Bruxelles | Bruselas | Brüssel
antwerp | Antwerp | Anvers | Anversa | Amberes | Antwerpen
amsterdam | Amsterdam | Amsterdam | Amsterdam | Ámsterdam | Amsterdam
luxembourg | Luxembourg | Luxembourg | Lussemburgo | Luxemburgo | Luxemburg
copenhagen | Copenhagen | Copenhague | Copenaghen | Copenhague | Kopenhagen
stockholm | Stockholm | Stockholm | Stoccolma | Estocolmo | Stockholm
oslo | Oslo | Oslo | Oslo | Oslo | Oslo
helsinki | Helsinki | Helsinki | Helsinki | Helsinki | Helsinki
iceland | Iceland; Reykjavik | Islande; Reykjavik | Islanda; Reykjavik | Islandia; Reikiavik | Island; Reykjavik
prague | Prague | Prague | Praga | Praga | Prag
budapest | Budapest | Budapest | Budapest | Budapest | Budapest
warsaw | Warsaw | Varsovie | Varsavia | Varsovia | Warschau
athens | Athens | Athènes | Atene | Atenas | Athen
mykonos | Mykonos | Mykonos | Mykonos | Miconos | Mykonos
santorini | Santorini | Santorin | Santorini | Santorini | Santorin
crete | Crete | Crète | Creta | Creta | Kreta
istanbul | Istanbul | Istanbul | Istanbul | Estambul | Istanbul
bodrum | Bodrum | Bodrum | Bodrum | Bodrum | Bodrum
dubrovnik | Dubrovnik | Dubrovnik | Dubrovnik | Dubrovnik | Dubrovnik
moscow | Moscow | Moscou | Mosca città; città di Mosca | Moscú | Moskau
dubai | Dubai | Dubaï | Dubai | Dubái | Dubai
abu_dhabi | Abu Dhabi | Abou Dhabi | Abu Dhabi | Abu Dabi | Abu Dhabi
doha | Doha; Qatar | Doha; Qatar | Doha; Qatar | Doha; Catar | Doha; Katar
riyadh | Riyadh | Riyad | Riad in Arabia | Riad | Riad
beirut | Beirut | Beyrouth | Beirut | Beirut | Beirut
tel_aviv | Tel Aviv | Tel-Aviv | Tel Aviv | Tel Aviv | Tel Aviv
marrakesh | Marrakesh; Marrakech | Marrakech | Marrakech | Marrakech | Marrakesch
cairo | Cairo | Le Caire | Il Cairo | El Cairo | Kairo
cape_town | Cape Town | Le Cap | Città del Capo | Ciudad del Cabo | Kapstadt
kenya | Kenya | Kenya | Kenya | Kenia | Kenia
zanzibar | Zanzibar | Zanzibar | Zanzibar | Zanzíbar | Sansibar
seychelles | Seychelles | Seychelles | Seychelles | Seychelles | Seychellen
mauritius | Mauritius | île Maurice | Mauritius | isla Mauricio | Mauritius
maldives | Maldives | Maldives | Maldive | Maldivas | Malediven
new_york | New York; NYC; Manhattan | New York; Manhattan | New York; Manhattan | Nueva York; Manhattan | New York; Manhattan
hamptons | Hamptons | Hamptons | Hamptons | Hamptons | Hamptons
boston | Boston | Boston | Boston | Boston | Boston
miami | Miami | Miami | Miami | Miami | Miami
los_angeles | Los Angeles; Beverly Hills | Los Angeles; Beverly Hills | Los Angeles; Beverly Hills | Los Ángeles; Beverly Hills | Los Angeles; Beverly Hills
san_francisco | San Francisco | San Francisco | San Francisco | San Francisco | San Francisco
aspen | Aspen | Aspen | Aspen | Aspen | Aspen
las_vegas | Las Vegas | Las Vegas | Las Vegas | Las Vegas | Las Vegas
chicago | Chicago | Chicago | Chicago | Chicago | Chicago
texas | Texas; Houston; Dallas | Texas; Houston; Dallas | Texas; Houston; Dallas | Texas; Houston; Dallas | Texas; Houston; Dallas
hawaii | Hawaii | Hawaï | Hawaii | Hawái | Hawaii
toronto | Toronto | Toronto | Toronto | Toronto | Toronto
montreal | Montreal | Montréal | Montréal | Montreal | Montreal
vancouver | Vancouver | Vancouver | Vancouver | Vancouver | Vancouver
mexico | Mexico City; Mexico | Mexico; Mexique | Città del Messico; Messico | Ciudad de México; México | Mexiko-Stadt; Mexiko
tulum | Tulum; Cancún | Tulum; Cancún | Tulum; Cancún | Tulum; Cancún | Tulum; Cancún
caribbean | Caribbean; St Barts | Caraïbes; Saint-Barth | Caraibi; Saint Barth | Caribe; San Bartolomé | Karibik; St. Barth
sao_paulo | São Paulo | São Paulo | San Paolo del Brasile | São Paulo | São Paulo
rio | Rio de Janeiro | Rio de Janeiro | Rio de Janeiro | Río de Janeiro | Rio de Janeiro
buenos_aires | Buenos Aires | Buenos Aires | Buenos Aires | Buenos Aires | Buenos Aires
tokyo | Tokyo | Tokyo | Tokyo | Tokio | Tokio
kyoto | Kyoto | Kyoto | Kyoto | Kioto | Kyoto
seoul | Seoul | Séoul | Seul | Seúl | Seoul
shanghai | Shanghai | Shanghai | Shanghai | Shanghái | Shanghai
beijing | Beijing | Pékin | Pechino | Pekín | Peking
hong_kong | Hong Kong | Hong Kong | Hong Kong | Hong Kong | Hongkong
taipei | Taipei; Taiwan | Taipei; Taïwan | Taipei; Taiwan | Taipéi; Taiwán | Taipeh; Taiwan
singapore | Singapore | Singapour | Singapore | Singapur | Singapur
bangkok | Bangkok; Thailand | Bangkok; Thaïlande | Bangkok; Thailandia | Bangkok; Tailandia | Bangkok; Thailand
bali | Bali | Bali | Bali | Bali | Bali
mumbai | Mumbai | Bombay | Mumbai | Bombay | Mumbai
delhi | New Delhi; Rajasthan | New Delhi; Rajasthan | Nuova Delhi; Rajasthan | Nueva Delhi; Rajastán | Neu-Delhi; Rajasthan
sydney | Sydney | Sydney | Sydney | Sídney | Sydney
melbourne | Melbourne | Melbourne | Melbourne | Melbourne | Melbourne
new_zealand | New Zealand | Nouvelle-Zélande | Nuova Zelanda | Nueva Zelanda | Neuseeland
polynesia | Bora Bora; Tahiti | Bora-Bora; Tahiti | Bora Bora; Tahiti | Bora Bora; Tahití | Bora Bora; Tahiti
`;

export const travel = `
cruise | cruise | croisière | crociera | crucero | Kreuzfahrt
safari | safari | safari | safari | safari | Safari
yacht | yacht; yachting | yacht; yachting | yacht; panfilo | yate | Jacht; Yacht
private_jet | private jet | jet privé | jet privato; aereo privato | jet privado; avión privado | Privatjet
business_class | business class; first class | classe affaires; première classe | business class; prima classe | clase business; primera clase | Businessclass; First Class
frequent_flyer | frequent flyer; travels a lot; always travelling | voyage beaucoup; toujours en voyage; grande voyageuse | viaggia molto; sempre in viaggio | viaja mucho; siempre de viaje | Vielfliegerin; reist viel; ständig auf Reisen
business_trip | business trip; business trips | voyage d'affaires; déplacement professionnel | viaggio di lavoro; trasferta | viaje de negocios; viaje de trabajo | Geschäftsreise; Dienstreise
road_trip | road trip | road trip; virée en voiture | viaggio in auto | viaje por carretera | Roadtrip; Autoreise
train_travel | luxury train; night train | train de luxe; train de nuit | treno di lusso; treno notturno | tren de lujo; tren nocturno | Luxuszug; Nachtzug
spa | spa; wellness weekend; thalasso | spa; thalasso; cure thermale | spa; terme; centro benessere | spa; balneario | Spa; Wellness; Therme
beach | beach; seaside | plage; bord de mer | spiaggia; mare d'estate | playa | Strand; Badeurlaub
mountains | mountains | montagne | montagna | montaña | Berge; Gebirge
countryside | countryside | campagne | campagna toscana; campagna | campo abierto; el campo | Landleben; auf dem Land
islands | Greek islands; island hopping | îles grecques | isole greche | islas griegas | griechische Inseln; Inselhüpfen
camping | glamping; camping | glamping; camping | glamping; campeggio | glamping; camping | Glamping; Zelten
city_hotel | luxury hotel; palace hotel | palace; hôtel de luxe | albergo di lusso; hotel di lusso | hotel de lujo | Luxushotel
tourist | tourist; passing through | touriste; de passage | turista; di passaggio | turista; de paso | Touristin; auf der Durchreise
expat | expatriate; expat | expatriée; expatrié | espatriata; espatriato | expatriada; expatriado | im Ausland lebend; Expat
carry_on | carry-on; hand luggage | bagage cabine; bagage à main | bagaglio a mano | equipaje de mano | Handgepäck; Kabinengepäck
pilgrimage | pilgrimage; Camino de Santiago | pèlerinage; Compostelle | pellegrinaggio; Cammino di Santiago | peregrinación; Camino de Santiago | Pilgerreise; Jakobsweg
`;
