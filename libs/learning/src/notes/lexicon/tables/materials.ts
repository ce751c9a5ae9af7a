/** slug | en (as it stands before a noun) | fr (after « en ») | it (after « in ») | es (after « de ») | de (noun; what compounds begin with after a colon). */
export const materials = `
leather | leather | cuir | pelle; cuoio | piel; cuero | Leder:Leder
suede | suede | daim; suédine | camoscio; pelle scamosciata | ante | Wildleder:Wildleder; Veloursleder
patent_leather | patent leather | cuir verni | vernice; pelle verniciata | charol | Lackleder:Lackleder
calfskin | calfskin | veau; cuir de veau | vitello; pelle di vitello | piel de becerro; becerro | Kalbsleder:Kalbsleder
lambskin | lambskin | agneau; cuir d'agneau | nappa; pelle d'agnello | piel de cordero; napa | Lammleder:Lammleder; Nappaleder
crocodile | crocodile; alligator | crocodile; croco; alligator | coccodrillo; alligatore | cocodrilo; caimán | Krokodilleder:Krokodilleder; Alligatorleder
python | python | python | pitone | pitón | Pythonleder:Pythonleder; Schlangenleder
ostrich | ostrich | autruche | struzzo | avestruz | Straußenleder:Straußenleder
vegan_leather | vegan leather; faux leather | cuir végétal; cuir végan; simili cuir | pelle vegana; ecopelle | cuero vegano; piel sintética | Kunstleder:Kunstleder; veganes Leder
canvas | canvas | toile | tela; canvas | lona | Segeltuch:Segeltuch; Leinwandstoff
silk | silk | soie | seta | seda | Seide:Seiden
satin | satin | satin | raso; satin | satén; raso | Satin:Satin
velvet | velvet | velours | velluto | terciopelo | Samt:Samt
cashmere | cashmere | cachemire | cashmere; cachemire | cachemir; cachemira | Kaschmir:Kaschmir; Cashmere
wool | wool; woollen | laine | lana | lana | Wolle:Woll
merino | merino wool; merino | laine mérinos; mérinos | lana merino; merino | lana merina; merino | Merinowolle:Merino; Merino
alpaca | alpaca | alpaga | alpaca | alpaca | Alpaka:Alpaka
vicuna | vicuña; vicuna | vigogne | vigogna | vicuña | Vikunja:Vikunja
mohair | mohair | mohair | mohair | mohair | Mohair:Mohair
tweed | tweed | tweed | tweed | tweed | Tweed:Tweed
linen | linen | lin | lino | lino | Leinen:Leinen
cotton | cotton | coton | cotone | algodón | Baumwolle:Baumwoll
denim | denim | denim | denim | denim; tela vaquera | Denim:Denim; Jeansstoff
lace | lace | dentelle | pizzo; merletto | encaje | Spitze:Spitzen
chiffon | chiffon | mousseline; chiffon | chiffon | gasa; chifón | Chiffon:Chiffon
fur | fur; mink | fourrure; vison | pelliccia; visone | visón; pieles de pelo | Pelz:Pelz; Nerz
faux_fur | faux fur | fausse fourrure | pelliccia ecologica; ecopelliccia | pelo sintético | Kunstpelz:Kunstpelz; Webpelz
shearling | shearling; sheepskin | mouton retourné; peau lainée | montone; shearling | borrego; piel vuelta | Lammfell:Lammfell; Shearling
yellow_gold | yellow gold | or jaune | oro giallo | oro amarillo | Gelbgold:Gelbgold
white_gold | white gold | or blanc | oro bianco | oro blanco | Weißgold:Weißgold
rose_gold | rose gold; pink gold | or rose | oro rosa | oro rosa | Roségold:Roségold; Rotgold
gold | gold | or | oro | oro | Gold:Gold
silver | silver; sterling silver | argent massif; argent 925 | argento | plata | Silber:Silber; Sterlingsilber
platinum | platinum | platine | platino | platino | Platin:Platin
titanium | titanium | titane | titanio | titanio | Titan:Titan
steel | stainless steel; steel | acier; acier inoxydable | acciaio; acciaio inossidabile | acero; acero inoxidable | Edelstahl:Edelstahl; Stahl
ceramic | ceramic | céramique | ceramica | cerámica | Keramik:Keramik
porcelain | porcelain | porcelaine | porcellana | porcelana | Porzellan:Porzellan
crystal | crystal | cristal | cristallo | cristal | Kristall:Kristall
marble | marble | marbre | marmo | mármol | Marmor:Marmor
wood | walnut wood; ebony | bois de noyer; ébène | legno di noce; ebano | madera de nogal; ébano | Nussbaumholz:Nussbaum; Ebenholz
enamel | enamel | émail | smalto a fuoco; smalto cloisonné | esmalte al fuego; esmalte vítreo | Emaille:Emaille; Email
straw | straw; raffia | paille; raphia | paglia; rafia | paja; rafia | Stroh:Stroh; Bast
`;

/** Stones and pearls: never composed with products but "with": slug | en | fr | it | es | de. */
export const gems = `
diamond | diamond; diamonds; brilliant-cut | diamant; diamants | diamante; diamanti; brillanti | diamante; diamantes; brillantes | Diamant; Diamanten; Brillanten
solitaire | solitaire | solitaire | solitario | solitario | Solitär
emerald | emerald; emeralds | émeraude; émeraudes | smeraldo; smeraldi | esmeralda; esmeraldas | Smaragd; Smaragde
ruby | ruby; rubies | rubis | rubino; rubini | rubí; rubíes | Rubin; Rubine
sapphire | sapphire; sapphires | saphir; saphirs | zaffiro; zaffiri | zafiro; zafiros | Saphir; Saphire
pearl | pearl; pearls | perle; perles | perla; perle | perla; perlas | Perle; Perlen; Perlenkette; Perlencollier
aquamarine | aquamarine | aigue-marine | acquamarina | aguamarina | Aquamarin
amethyst | amethyst | améthyste | ametista | amatista | Amethyst
topaz | topaz | topaze | topazio | topacio | Topas
opal | opal | opale | opale | ópalo | Opal
tourmaline | tourmaline | tourmaline | tormalina | turmalina | Turmalin
tanzanite | tanzanite | tanzanite | tanzanite | tanzanita | Tansanit
jade | jade | jade | giada | jade | Jade
onyx | onyx | onyx | onice | ónix | Onyx
coral_stone | red coral | corail rouge | corallo rosso | coral rojo | rote Koralle
mother_of_pearl | mother-of-pearl; mother of pearl | nacre | madreperla | nácar; madreperla | Perlmutt
lapis | lapis lazuli | lapis-lazuli; lapis lazuli | lapislazzuli | lapislázuli | Lapislazuli
malachite | malachite | malachite | malachite | malaquita | Malachit
`;
