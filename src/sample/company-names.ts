import type { PartnerKind } from '../shared/vocab.ts';

const list = (text: string): string[] => text.trim().split(/\s*\|\s*/);

/**
 * Partners are invented. `=` gives the Latin form that a bank title, a mail address or a web address needs
 * where the name itself is written in Urdu or is too long for it.
 */
const AGENCIES = list(`
  Chinar Lane Digital|Jharoka Media House|Teen Darwaza Interactive|Sheesham Studio|Barg Brand Works|Khayaal Ghar Communications
  |Rang Mahal Lane Advertising|Dastaan Road Content Co.|Qalam & Compass|Mehraab Design Lab|Lehr Lehr Digital|Shafaq Growth Partners
  |Parwaaz Performance Media|Charagh Branding|Saaz Audio Visual|Tasveer Gali Motion|Zarnab Web Works|Nukta Nine Digital
  |Kehkashan Interactive|Deodar Digital Agency|Amaltas Lane Creative|Gulmohar Court Media|Kachnar & Co Communications
  |Bargad Brand Strategy|Hunarmand Studios|Dera Nine Digital|Rasta Lane Marketing|Manzil Media Buyers|Qafila Growth
  |Karvaan Commerce Agency|Sikka Search Marketing|Ujala Lane Digital|Roshan Raasta Media|Sahil Kinara Social|Mauj Mobile Marketing
  |Darya Data Marketing|Koh Kinara Creative|Wadi Lane Works|Dhanak Design Bureau|Satrangi Studio|Firoza Films & Digital
  |Yaqoot Interactive|Marjan Lane Media|Zamurrud Creative|Aqeeq Street Agency|Lajward Labs|Surkh Lakeer Studio|Sabz Strategy
  |Kapaas Commerce|Resham Road Digital|Khaddar & Co Creative|Ajrak Lane Interactive|Phulkari Media|Ralli Web Studio
  |Taana Baana Digital|Charkha Creative|Jhoomar Events, Media & Activation|Dhol Tasha Digital|Rubab Sound & Screen|Sitar Lane Studio
  |Bazm-e-Nau Communications|Mushaira Content House|Ghazal Road Creative|Misra Lane Marketing|Nazm Digital|Afsana Lane Agency
  |Roznamcha Digital|Khabar Gali PR|Aahang Studio|Lagan Lead Works
  |نقشِ تازہ کمیونیکیشنز=Naqsh e Taza Communications|آوازِ شہر میڈیا=Awaz e Shehr Media
  |Hosla Integrated Marketing, Public Affairs, Research and Digital Transformation Communications (Private) Limited=Hosla Integrated Marketing`);

const RESELLERS = list(`
  Tarazu Business Systems|Peshawar Mor Computing|Ravi Kinara IT Distribution|Hingol Hardware & Software|Kirthar Systems Supply
  |Rohi Office Automation|Thal Gate Computing|Potohar Licence House|Makran Coast Technologies|Zhob Valley Traders (IT Division)
  |Kallar Kahar Computing|Ratti Gali Networks|Deosai Datacom|Babusar Business Machines|Shandur Polo Systems|Lowari Technology Supply
  |Khunjerab Gate Distribution|Gadani Cloud Resale|Ormara Office Tech|Astola Island Systems|Keenjhar Computing|Haleji Software Supply
  |Ranikot Resellers|Empress Lane Systems|Purana Qila Technologies|Clock Tower Computing, Faisalabad|Ghanta Ghar Business Software
  |Naya Chowk IT Traders|Model Colony Systems|Sohrab Chowk Software|Banjosa Lake Computing
  |برادران ٹیکنالوجی سپلائی=Biradran Technology Supply`);

const TECHNOLOGY = list(`
  Khizr Cloud Labs|Zanjeer Data Security|Mizaan Lane Ledger Software|Tarseel Messaging Platform|Nabz Ward Health Systems
  |Raqam Rail Payments Technology|Darwaza Identity|Naqsha Geo Analytics|Tijori Vault Backup|Aaina Observability
  |Sarhad Edge Networks|Zubaan Language AI|Khaka Low-Code`);

/** What a consultant puts behind the own name; most put nothing. */
export const PRACTICES = [
  ['', 60],
  [' Consulting', 14],
  [' Advisory', 12],
  [' & Associates', 14],
] as const;

export interface CompanyName {
  readonly name: string;
  readonly latin: string;
}

function companyName(entry: string): CompanyName {
  const [name = '', latin = name] = entry.split('=');
  return { name, latin };
}

export const COMPANIES: Readonly<Record<Exclude<PartnerKind, 'consultant'>, readonly CompanyName[]>> = {
  agency: AGENCIES.map(companyName),
  reseller: RESELLERS.map(companyName),
  technology: TECHNOLOGY.map(companyName),
};

export const CITIES = [
  ['Karachi', 30],
  ['Lahore', 27],
  ['Islamabad', 16],
  ['Rawalpindi', 7],
  ['Faisalabad', 5],
  ['Peshawar', 4],
  ['Multan', 4],
  ['Sialkot', 3],
  ['Hyderabad', 3],
  ['Gujranwala', 2],
  ['Quetta', 2],
  ['Abbottabad', 1],
  ['Sukkur', 1],
  ['Bahawalpur', 1],
] as const;
