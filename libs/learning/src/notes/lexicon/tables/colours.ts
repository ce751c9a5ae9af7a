/** slug | en | fr m;f | it m;f | es m;f | de; the first two forms are those that composed names take, invariable ones stand once. */
export const colours = `
black | black | noir; noire | nero; nera | negro; negra | schwarz
white | white | blanc; blanche | bianco; bianca | blanco; blanca | weiß
red | red | rouge; rouges | rosso; rossa | rojo; roja | rot
blue | blue | bleu; bleue | blu | azul | blau
navy | navy blue; navy | bleu marine; marine | blu navy; blu marino | azul marino | marineblau; dunkelblau
green | green | vert; verte | verde | verde | grün
beige | beige | beige | beige | beige | beige
camel | camel | camel; couleur fauve | cammello; color cammello | camel; color camello | kamelfarben; camel
brown | brown | marron; brun; brune | marrone | marrón | braun
grey | grey; gray | gris; grise | grigio; grigia | gris | grau
pink | pink | rose; roses | rosa | rosa | rosa; pink
burgundy | burgundy; bordeaux red | bordeaux | bordeaux; bordò | burdeos; granate | bordeauxrot; weinrot
purple | purple; violet | violet; violette | viola | morado; morada; violeta | lila; violett
lavender | lavender; lilac | lavande; lilas | lavanda; lilla | lavanda; lila | lavendel; fliederfarben
orange | orange | orange | arancione | naranja | orange
yellow | yellow | jaune; jaunes | giallo; gialla | amarillo; amarilla | gelb
turquoise | turquoise; teal | turquoise; bleu canard | turchese | turquesa | türkis; petrolfarben
gold_tone | gold-tone; gold-coloured | doré; dorée | dorato; dorata | dorado; dorada | goldfarben; goldfarbig
silver_tone | silver-tone; silver-coloured | argenté; argentée | argentato; argentata | plateado; plateada | silberfarben; silberfarbig
cream | cream; ivory; off-white | crème; ivoire; écru | color crema; avorio | color crema; marfil; crudo | cremefarben; elfenbein; creme
khaki | khaki; olive green | kaki; vert olive | kaki; verde oliva | caqui; verde oliva | khaki; olivgrün
coral | coral | corail | corallo; color corallo | coral; color coral | korallenrot; koralle
emerald_green | emerald green | vert émeraude | verde smeraldo | verde esmeralda | smaragdgrün
royal_blue | royal blue | bleu roi | blu royal; blu elettrico | azul real; azul eléctrico | königsblau; royalblau
sky_blue | sky blue; light blue | bleu ciel; bleu clair | azzurro; azzurra; celeste | celeste; azul claro | himmelblau; hellblau
powder_pink | powder pink; nude; blush | rose poudré; nude | rosa cipria; nude | rosa palo; nude | puderrosa; nude
fuchsia | fuchsia; hot pink | fuchsia | fucsia | fucsia | fuchsia; pinkfarben
mustard | mustard; ochre | moutarde; ocre | senape; ocra | mostaza; ocre | senfgelb; ocker
terracotta | terracotta; rust | terracotta; rouille; brique | terracotta; ruggine | terracota; teja | terrakotta; rostrot
multicolour | multicolour; multicolored | multicolore | multicolore | multicolor | bunt; mehrfarbig
`;
