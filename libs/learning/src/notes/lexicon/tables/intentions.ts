/** Whole phrases as advisers jot them down; slug | en | fr | it | es | de. */
export const budget = `
unlimited | no budget limit; unlimited budget; money is no object; no limit on budget; no price limit; price doesn't matter | sans limite de budget; budget illimité; pas de limite de budget; peu importe le prix; budget sans limite | senza limiti di budget; budget illimitato; nessun limite di budget; nessun limite di spesa; il prezzo non conta | sin límite de presupuesto; presupuesto ilimitado; no hay límite de presupuesto; el precio no importa; sin límite de gasto | kein Budgetlimit; Budget unbegrenzt; unbegrenztes Budget; ohne Budgetlimit; Preis spielt keine Rolle; Geld spielt keine Rolle
conscious | budget-conscious; price conscious; price sensitive; watching the budget; careful with money | attentive au prix; attentif au prix; sensible au prix; fait attention au budget; soucieuse du budget | attenta al prezzo; attento al prezzo; sensibile al prezzo; attenta al budget; attento alle spese | sensible al precio; atenta al precio; pendiente del precio; cuida el presupuesto | preisbewusst; preissensibel; achtet auf den Preis; achtet aufs Budget
tight | tight budget; limited budget; small budget | budget serré; budget limité; petit budget | budget limitato; budget ristretto; budget contenuto | presupuesto ajustado; presupuesto limitado; poco presupuesto | knappes Budget; begrenztes Budget; kleines Budget
comfortable | comfortable budget; generous budget; high budget | budget confortable; gros budget; budget généreux; budget élevé | budget comodo; budget alto; budget generoso; ampio budget | presupuesto holgado; presupuesto generoso; presupuesto alto | großzügiges Budget; hohes Budget; komfortables Budget
flexible | flexible budget; budget is flexible | budget flexible | budget flessibile | presupuesto flexible | flexibles Budget; Budget flexibel
up_to_1k | up to 1,000; under 1000; max 1000 | jusqu'à 1000; moins de 1000; maximum 1000 | fino a 1000; sotto i 1000; massimo 1000 | hasta 1000; menos de 1000; máximo 1000 | bis 1000; unter 1000; maximal 1000
up_to_3k | up to 3,000; under 3000; max 3000 | jusqu'à 3000; moins de 3000; maximum 3000 | fino a 3000; sotto i 3000; massimo 3000 | hasta 3000; menos de 3000; máximo 3000 | bis 3000; unter 3000; maximal 3000
up_to_5k | up to 5,000; under 5000; max 5000 | jusqu'à 5000; moins de 5000; maximum 5000 | fino a 5000; sotto i 5000; massimo 5000 | hasta 5000; menos de 5000; máximo 5000 | bis 5000; unter 5000; maximal 5000
up_to_10k | up to 10,000; around 10k; max 10000 | jusqu'à 10000; environ 10k; maximum 10000 | fino a 10000; circa 10k; massimo 10000 | hasta 10000; unos 10k; máximo 10000 | bis 10000; rund 10k; maximal 10000
up_to_25k | up to 25,000; around 25k | jusqu'à 25000; environ 25k | fino a 25000; circa 25k | hasta 25000; unos 25k | bis 25000; rund 25k
up_to_50k | up to 50,000; around 50k | jusqu'à 50000; environ 50k | fino a 50000; circa 50k | hasta 50000; unos 50k | bis 50000; rund 50k
over_50k | over 50,000; more than 50k | plus de 50000; plus de 50k | oltre 50000; più di 50k | más de 50000; más de 50k | über 50000; mehr als 50k
discount | asks for a discount; waiting for the sales; looking for a bargain | demande une remise; attend les soldes; cherche une bonne affaire | chiede uno sconto; aspetta i saldi; cerca un affare | pide descuento; espera las rebajas; busca una ganga | fragt nach Rabatt; wartet auf den Schlussverkauf; sucht ein Schnäppchen
instalments | payment in instalments; pay in installments; financing | paiement en plusieurs fois; payer en plusieurs fois; financement | pagamento a rate; pagare a rate; finanziamento | pago a plazos; pagar a plazos; financiación | Ratenzahlung; in Raten zahlen; Finanzierung
cash | pays cash; pay cash; cash payment | paie en espèces; paiement en espèces | paga in contanti; pagamento in contanti | paga en efectivo; pago en efectivo | zahlt bar; Barzahlung
investment | investment piece; buys as an investment; resale value | pièce d'investissement; achat d'investissement; valeur de revente | pezzo da investimento; acquisto come investimento; valore di rivendita | pieza de inversión; compra como inversión; valor de reventa | Wertanlage; Geldanlage; Wiederverkaufswert
tax_free | tax free; VAT refund | détaxe | tax free; rimborso iva | tax free; devolución del IVA | Mehrwertsteuererstattung; Tax Free
company_paid | company pays; corporate budget | budget entreprise; la société paie | paga l'azienda; budget aziendale | paga la empresa; presupuesto de empresa | Firma zahlt; Firmenbudget
`;

export const intent = `
ready_to_buy | ready to buy; wants to buy now; decided to buy | prête à acheter; prêt à acheter; décidée à acheter | pronta all'acquisto; pronto all'acquisto; decisa a comprare | lista para comprar; listo para comprar; decidida a comprar | kaufbereit; bereit zu kaufen; will sofort kaufen
very_interested | very interested; highly interested; genuinely interested | très intéressée; très intéressé; vivement intéressée | molto interessata; molto interessato; davvero interessata | muy interesada; muy interesado; realmente interesada | sehr interessiert; großes Interesse; stark interessiert
curious | just curious; mildly interested | simple curiosité; un peu curieuse | solo curiosità; un po' curiosa | simple curiosidad; algo curiosa | nur neugierig; ein wenig neugierig
browsing | just looking; only browsing; just browsing | simple visite; juste pour regarder; regarde seulement | solo un giro; dà solo un'occhiata; guarda soltanto | solo mirando; solo de visita; echando un vistazo | nur zum Schauen; schaut nur; wollte nur stöbern
urgent | urgent; urgently; as soon as possible; asap | urgent; en urgence; dès que possible; au plus vite | urgente; con urgenza; il prima possibile; quanto prima | urgente; con urgencia; lo antes posible; cuanto antes | dringend; eilt; so bald wie möglich; schnellstmöglich
waiting_list | waiting list; waitlist | liste d'attente | lista d'attesa | lista de espera | Warteliste
reserve | put aside; asked to reserve; put on hold | mettre de côté; a demandé de réserver | mettere da parte; ha chiesto di riservare | apartar la pieza; pidió reservar; dejar reservado | zurücklegen; reservieren lassen
preorder | pre-order; preorder | précommande | preordine | preventa; prepedido | Vorbestellung
try_on | wants to try on; would like to try it on; fitting booked | veut essayer; souhaite essayer; essayage prévu | vuole provare; vorrebbe provarlo; prova fissata | quiere probarse; desea probarlo; prueba reservada | möchte anprobieren; will anprobieren; Anprobe vereinbart
quote | asked for a quote; price quote | demande de devis; devis | richiesta di preventivo; preventivo | pide presupuesto por escrito; solicita cotización; cotización | bat um ein Angebot; Kostenvoranschlag
repeat_buyer | regular customer; loyal client; long-standing client | cliente fidèle; client fidèle; fidèle à la maison | cliente fedele; cliente abituale; cliente affezionata | clienta fiel; cliente fiel; clienta habitual | Stammkundin; Stammkunde; treue Kundin
first_visit | first visit; first time in the boutique; new client | première visite; nouvelle cliente; nouveau client | prima visita; nuova cliente; nuovo cliente | primera visita; nueva clienta; nuevo cliente | erster Besuch; Neukundin; Neukunde
collector | collector; collects; collector's piece | collectionneur; collectionneuse; pièce de collection | collezionista; pezzo da collezione; colleziona | coleccionista; pieza de colección; colecciona | Sammlerin; Sammler; Sammlerstück
gift_intent | gift; present; looking for a gift | cadeau; cadeaux; cherche un cadeau | regalo; regali; cerca un regalo | regalo; detalle para regalar; busca un regalo | Geschenk; Geschenke; sucht ein Geschenk
self_treat | treat herself; treat himself; a treat for herself | se faire plaisir; pour elle-même; cadeau à soi | regalarsi qualcosa; togliersi uno sfizio; per sé stessa | darse un capricho; para ella misma; un capricho | sich etwas gönnen; sich selbst belohnen; für sich selbst
replace | to replace an old one; needs a replacement | remplacer l'ancien; besoin d'un remplacement | sostituire quello vecchio; deve sostituire | reemplazar el viejo; necesita reemplazo | Ersatz für das alte; braucht Ersatz
new_collection | new collection; latest collection; new arrivals | nouvelle collection; dernière collection; nouveautés | nuova collezione; ultima collezione; novità | nueva colección; última colección; novedades | neue Kollektion; aktuelle Kollektion; Neuheiten
limited_edition | limited edition | édition limitée; série limitée | edizione limitata; serie limitata | edición limitada; serie limitada | limitierte Auflage; limitierte Edition
exclusive | exclusive piece; one of a kind; unique piece | pièce exclusive; pièce unique; modèle exclusif | pezzo esclusivo; pezzo unico; modello esclusivo | pieza exclusiva; pieza única; modelo exclusivo | Einzelstück; exklusives Stück; Unikat
follow_up | call back next week; follow up; wants a callback | à rappeler; rappeler la semaine prochaine; relancer | da richiamare; richiamare la prossima settimana; ricontattare | volver a llamar; llamar la próxima semana; hacer seguimiento | zurückrufen; nächste Woche anrufen; nachfassen
return_visit | will come back; coming back soon | repassera; reviendra bientôt | ripasserà; tornerà presto | volverá pronto; regresará pronto | kommt wieder; schaut nochmal vorbei
referral | recommended by a friend; referral; introduced by a client | recommandée par une amie; recommandé par un ami; parrainage | consigliata da un'amica; consigliato da un amico; passaparola | recomendada por una amiga; recomendado por un amigo; viene recomendada | auf Empfehlung; von einer Freundin empfohlen; Weiterempfehlung
`;

export const hesitation = `
hesitant | hesitant; hesitating; is undecided | hésitante; hésitant; hésite; indécise; indécis | esitante; titubante; indecisa; indeciso | indecisa; indeciso; vacilante; dubitativa | zögert; zögerlich; unentschlossen; unschlüssig
needs_time | needs time to think; wants to think about it; will think it over | besoin de réfléchir; veut réfléchir; demande un temps de réflexion | ha bisogno di pensarci; vuole pensarci; ci deve pensare | necesita pensarlo; quiere pensarlo; se lo va a pensar | braucht Bedenkzeit; will darüber nachdenken; muss es sich überlegen
ask_partner | must ask her husband; wants to discuss it at home; needs a second opinion | doit en parler à la maison; veut un deuxième avis; demande un second avis | deve parlarne a casa; vuole un secondo parere | tiene que consultarlo en casa; quiere una segunda opinión | will es zu Hause besprechen; braucht eine zweite Meinung
too_expensive | too expensive; finds it pricey; overpriced | trop cher; trop chère; hors de prix | troppo caro; troppo cara; troppo costoso | demasiado caro; demasiado cara; carísimo | zu teuer; überteuert
comparing | comparing with other brands; shopping around | compare avec d'autres maisons; compare les marques | confronta con altri marchi; sta confrontando | compara con otras marcas; está comparando | vergleicht mit anderen Marken; vergleicht noch
size_doubt | unsure about the size; doubts the size | doute sur la taille; pas sûre de la taille | dubbi sulla taglia; non sicura della taglia | dudas con la talla; duda de la talla | unsicher bei der Größe; Zweifel an der Größe
colour_doubt | cannot decide on the colour; torn between two colours | hésite entre deux couleurs; doute sur la couleur | indecisa sul colore; dubbi sul colore | dudas con el color; duda entre dos colores | schwankt zwischen zwei Farben; unsicher bei der Farbe
postponed | postponed the purchase; decision postponed; maybe next season | achat reporté; décision reportée; peut-être la saison prochaine | acquisto rimandato; decisione rinviata; forse la prossima stagione | compra aplazada; decisión aplazada; quizá la próxima temporada | Kauf verschoben; Entscheidung vertagt; vielleicht nächste Saison
disappointed | disappointed; let down by the service | déçue; déçu; déception | delusa; deluso; delusione | decepcionada; decepcionado; decepción | enttäuscht; Enttäuschung
complaint | complaint; complained; unhappy with the quality | réclamation; s'est plainte; mécontente de la qualité | reclamo; si è lamentata; scontenta della qualità | reclamación; queja; se quejó | Beschwerde; Reklamation; hat sich beschwert
returned_item | returned the item; wants a refund; asked for an exchange | article retourné; souhaite un remboursement; demande d'échange | articolo reso; vuole il rimborso; chiede un cambio | devolvió el artículo; quiere reembolso; pide un cambio | Ware zurückgegeben; möchte Rückerstattung; Umtausch
long_wait | delivery too slow; waited too long | délai trop long; attente trop longue | attesa troppo lunga; tempi troppo lunghi | espera demasiado larga; plazo demasiado largo | Lieferzeit zu lang; Wartezeit zu lang
out_of_stock | out of stock; sold out | rupture de stock; épuisé | esaurito; non disponibile a magazzino | agotado; sin existencias | ausverkauft; nicht vorrätig
competitor | bought from a competitor; prefers another house | achat chez un concurrent; préfère une autre maison | ha comprato dalla concorrenza; preferisce un'altra maison | compró en la competencia; prefiere otra casa | bei der Konkurrenz gekauft; bevorzugt ein anderes Haus
lost_interest | lost interest; cooled off | a perdu l'intérêt; s'est désintéressée | ha perso interesse; non più interessata | perdió el interés; ha perdido interés | Interesse verloren; kein Interesse mehr
sceptical | sceptical; skeptical; doubtful | sceptique; dubitative; dubitatif | scettica; scettico; dubbiosa | escéptica; escéptico | skeptisch; zweifelnd
`;

export const communication = `
email | by email; e-mail; email | par mail; mail; e-mail; par courriel | via mail; per e-mail; e-mail | por correo electrónico; por email; e-mail | per E-Mail; E-Mail; per Mail
phone | by phone; phone call | par téléphone; appel téléphonique | per telefono; telefonata | por teléfono; llamada telefónica | per Telefon; telefonisch; Telefonat
sms | text message; by text; sms | par sms; texto; sms | via sms; messaggino; sms | por sms; mensaje de texto; sms | per SMS; SMS; Textnachricht
whatsapp | whatsapp | whatsapp | whatsapp | whatsapp; guasap | WhatsApp
wechat | wechat | wechat | wechat | wechat | WeChat
instagram | instagram | instagram; insta | instagram | instagram | Instagram
video_call | video call; virtual appointment | appel vidéo; visio; rendez-vous virtuel | videochiamata; appuntamento virtuale | videollamada; cita virtual | Videoanruf; Videotermin; virtueller Termin
letter | handwritten note; handwritten card; letter by post | carte manuscrite; mot manuscrit; courrier postal | biglietto scritto a mano; lettera per posta | nota manuscrita; tarjeta escrita a mano; carta postal | handgeschriebene Karte; Brief per Post; handschriftliche Karte
newsletter | newsletter | newsletter; lettre d'information | newsletter | newsletter; boletín | Newsletter; Rundbrief
do_not_call | do not call; no phone calls; please don't phone | ne pas appeler; pas d'appels; ne pas téléphoner | non chiamare; niente telefonate | no llamar; nada de llamadas | nicht anrufen; keine Anrufe
no_marketing | no marketing; do not contact; unsubscribed | pas de marketing; ne pas contacter; désabonnée | niente marketing; non contattare; disiscritta | nada de publicidad; no contactar; dada de baja | keine Werbung; nicht kontaktieren; abgemeldet
morning | call in the morning; mornings only | appeler le matin; joignable le matin | chiamare al mattino; solo al mattino | llamar por la mañana; solo por las mañanas | vormittags erreichbar; nur vormittags
evening | reachable in the evening; evenings only | joignable le soir; plutôt le soir | raggiungibile la sera; solo la sera | localizable por la tarde; solo por las tardes | abends erreichbar; nur abends
assistant | via her assistant; via his assistant; personal assistant | via son assistante; assistante personnelle | tramite l'assistente; assistente personale | a través de su asistente; asistente personal | über die Assistentin; persönliche Assistentin
photos | send photos; send pictures | envoyer des photos | inviare foto; mandare foto | enviar fotos; mandar fotos | Fotos schicken; Bilder schicken
catalogue | catalogue; lookbook | catalogue; lookbook | catalogo; lookbook | catálogo; lookbook | Katalog; Lookbook
discreet | discretion; very discreet; confidential | discrétion; très discrète; confidentiel | riservatezza; molto riservata; confidenziale | discreción; muy discreta; confidencial | Diskretion; sehr diskret; vertraulich
`;

export const spoken = `
english | speaks English; English-speaking | parle anglais; anglophone | parla inglese; anglofona | habla inglés; angloparlante | spricht Englisch; englischsprachig
french | speaks French; French-speaking | parle français; francophone | parla francese; francofona | habla francés; francófona | spricht Französisch; französischsprachig
italian | speaks Italian; Italian-speaking | parle italien; italophone | parla italiano; italofona | habla italiano; italoparlante | spricht Italienisch; italienischsprachig
spanish | speaks Spanish; Spanish-speaking | parle espagnol; hispanophone | parla spagnolo; ispanofona | habla español; hispanohablante | spricht Spanisch; spanischsprachig
german | speaks German; German-speaking | parle allemand; germanophone | parla tedesco; germanofona | habla alemán; germanoparlante | spricht Deutsch; deutschsprachig
mandarin | speaks Mandarin; speaks Chinese | parle mandarin; parle chinois | parla mandarino; parla cinese | habla mandarín; habla chino | spricht Mandarin; spricht Chinesisch
cantonese | speaks Cantonese | parle cantonais | parla cantonese | habla cantonés | spricht Kantonesisch
japanese | speaks Japanese | parle japonais | parla giapponese | habla japonés | spricht Japanisch
korean | speaks Korean | parle coréen | parla coreano | habla coreano | spricht Koreanisch
arabic | speaks Arabic; Arabic-speaking | parle arabe; arabophone | parla arabo; arabofona | habla árabe; arabófona | spricht Arabisch; arabischsprachig
russian | speaks Russian; Russian-speaking | parle russe; russophone | parla russo; russofona | habla ruso; rusohablante | spricht Russisch; russischsprachig
portuguese | speaks Portuguese | parle portugais; lusophone | parla portoghese | habla portugués | spricht Portugiesisch
hebrew | speaks Hebrew | parle hébreu | parla ebraico | habla hebreo | spricht Hebräisch
turkish | speaks Turkish | parle turc | parla turco | habla turco | spricht Türkisch
hindi | speaks Hindi | parle hindi | parla hindi | habla hindi | spricht Hindi
dutch | speaks Dutch | parle néerlandais | parla olandese | habla neerlandés; habla holandés | spricht Niederländisch
`;

export const service = `
repair | repair; mending | réparation; à réparer | riparazione; da riparare | reparación; arreglo | Reparatur; reparieren
alteration | alterations; hemming; tailoring adjustments | retouches; retouche; ourlet | modifiche sartoriali; orlo; ritocchi | arreglos de costura; dobladillo; retoques | Änderungsschneiderei; kürzen lassen; Änderungen
engraving | engraving; engraved | gravure; graver; gravé | incisione; incidere | grabado; grabar | Gravur; gravieren
monogram | monogram; initials; personalised | monogramme; initiales; personnalisé | monogramma; iniziali; personalizzato | monograma; iniciales; personalizado | Monogramm; Initialen; personalisiert
bespoke | bespoke; made to measure; made-to-measure | sur mesure; sur-mesure | su misura | a medida; hecho a medida | Maßanfertigung; maßgeschneidert; nach Maß
special_order | special order | commande spéciale | ordine speciale | pedido especial; encargo especial | Sonderbestellung; Sonderanfertigung
cleaning | polishing; cleaning service | polissage; nettoyage | lucidatura; pulizia | pulido; limpieza | Politur; Reinigung
battery | battery change | changement de pile; pile à changer | cambio batteria; cambio pila | cambio de pila; cambio de batería | Batteriewechsel
overhaul | watch service; full overhaul | révision complète; révision de la montre | revisione completa; revisione dell'orologio | revisión completa; revisión del reloj | Uhrenrevision; Vollservice
resizing | ring resizing; to be resized; resizing | mise à taille; mettre à taille | messa a misura; allargare l'anello | ajuste de talla; ajustar el anillo | Ringgröße ändern; Ringweitenänderung
appraisal | appraisal; valuation; certificate of authenticity | expertise; estimation; certificat d'authenticité | perizia; stima; certificato di autenticità | tasación; certificado de autenticidad | Schätzung; Gutachten; Echtheitszertifikat
insurance | insurance | assurance | assicurazione | seguro de la pieza; aseguradora | Versicherung
gift_wrapping | gift wrapping; gift wrap; gift-wrapped | emballage cadeau; paquet cadeau; papier cadeau | confezione regalo; pacchetto regalo | envoltorio de regalo; papel de regalo; envolver para regalo | Geschenkverpackung; als Geschenk verpackt
home_delivery | home delivery; deliver to her home | livraison à domicile; livrer à domicile | consegna a domicilio; spedizione a casa | entrega a domicilio; envío a domicilio | Lieferung nach Hause; Hauslieferung
hotel_delivery | deliver to the hotel; hotel delivery | livraison à l'hôtel; livrer à l'hôtel | consegna in albergo; consegna in hotel | entrega en el hotel | Lieferung ins Hotel
store_pickup | pick up in store; store pickup; click and collect | retrait en boutique; click and collect | ritiro in negozio; ritiro in boutique | recogida en tienda; recoger en tienda | Abholung im Geschäft; Selbstabholung
international_shipping | international shipping; ship abroad | envoi international; expédition à l'étranger | spedizione internazionale; spedire all'estero | envío internacional; enviar al extranjero | Auslandsversand; internationaler Versand
private_appointment | private appointment; by appointment | rendez-vous privé; sur rendez-vous | appuntamento privato; su appuntamento | cita privada; con cita previa | Privattermin; nach Terminvereinbarung
home_visit | home visit; showing at home | visite à domicile; présentation à domicile | visita a domicilio; presentazione a casa | visita a domicilio | Hausbesuch
personal_shopper | personal shopper; personal shopping | personal shopper; conseillère en image | personal shopper; consulente d'immagine | personal shopper; asesora de imagen | Personal Shopper; Einkaufsberatung
styling | styling advice; styling session | conseil en style; séance de style | consulenza di stile | asesoría de estilo | Stilberatung; Styling-Beratung
vip_event | vip event; private sale; trunk show | soirée vip; vente privée; événement vip | evento vip; vendita privata | evento vip; venta privada | VIP-Event; Privatverkauf; VIP-Veranstaltung
fashion_show | fashion show; runway show; front row | défilé; défilé de mode | sfilata; sfilata di moda | desfile; desfile de moda | Modenschau; Laufsteg
loyalty | loyalty programme; loyalty card; membership | programme de fidélité; carte de fidélité | programma fedeltà; carta fedeltà | programa de fidelidad; tarjeta de fidelidad | Treueprogramm; Kundenkarte
concierge | concierge service; concierge | conciergerie; service de conciergerie | servizio concierge; concierge | servicio de conserjería; conserje | Concierge-Service; Concierge
valet | valet parking; parking space | voiturier; place de parking | parcheggio custodito; parcheggio | aparcacoches; plaza de parking | Parkservice; Parkplatz
chauffeur | chauffeur; private driver | chauffeur; chauffeur privé | autista; autista privato | chófer; chófer privado | Chauffeur; Fahrer
champagne_service | glass of champagne; welcome drink | coupe de champagne; verre de bienvenue | coppa di champagne; drink di benvenuto | copa de champán; copa de bienvenida | Glas Champagner; Begrüßungsdrink
trade_in | trade-in; buy-back; second-hand | reprise; rachat; seconde main | permuta; usato garantito; seconda mano | recompra; segunda mano | Inzahlungnahme; Rückkauf; gebraucht
storage | fur storage; safe keeping | garde de fourrure; mise en coffre | custodia pellicce; deposito sicuro | guarda de pieles; custodia segura | Pelzaufbewahrung; sichere Verwahrung
warranty | warranty; guarantee card | garantie | garanzia | garantía | Garantie
care_kit | leather care; care kit | kit d'entretien; entretien du cuir | kit di cura; cura della pelletteria | kit de cuidado; cuidado del cuero | Lederpflege; Pflegeset
wardrobe | wardrobe planning; closet edit | dressing à organiser; tri du dressing | guardaroba da rinnovare; armadio da rinnovare | renovar el armario; fondo de armario | Garderobenplanung; Kleiderschrank ausmisten
`;
