import { mobile } from './identifiers.ts';
import { familyName, mailbox, person, slug, TITLES } from './people.ts';
import { at, type Rng } from './rng.ts';

const words = (text: string): string[] => text.trim().split(/\s*\|\s*/);

/** Industry, then what its companies call themselves. */
const SECTORS: readonly (readonly [string, readonly string[]])[] = [
  ['Textiles', words('Weaving Mills|Knitwear|Home Textiles|Denim|Spinning|Garments|Apparel Exports')],
  ['Food and agriculture', words('Foods|Rice Mills|Dairies|Cold Stores|Agri Services|Bakers|Spices|Seed Company')],
  ['Logistics', words('Logistics|Freight|Cold Chain|Shipping Agency|Couriers|Container Terminal')],
  ['Healthcare', words('Hospitals|Diagnostics|Medical Centre|Pharma|Clinics|Dental Care')],
  ['Banking and finance', words('Microfinance|Leasing|Takaful|Securities|Modaraba|Exchange Company')],
  ['Retail', words('Stores|Cash & Carry|Mart|Furniture|Electronics|Home Centre|Bookshops')],
  ['Education', words('School System|Academy|Institute of Technology|Learning|Grammar Schools')],
  ['Manufacturing', words('Engineering|Ceramics|Steel Works|Auto Parts|Plastics|Cables|Surgical Instruments|Sports Goods|Packaging Works')],
  ['Construction and property', words('Builders|Developers|Real Estate|Cement Products|Housing|Facilities')],
  ['Energy', words('Energy|Solar|Power Services|Petroleum Services|Gas Systems')],
  ['Hospitality and travel', words('Hotels|Tours|Resorts|Restaurants|Travel Services')],
  ['Technology', words('Payments|Software|Telecom Services|Analytics|Games|Mobility')],
  ['Professional services', words('Legal|Audit Services|Staffing|Research|Testing Laboratories|Inspection Services')],
];

/** Clients abroad come from fewer trades. */
const ABROAD: typeof SECTORS = [
  ['Logistics', words('Logistics|Freight|Shipping|Warehousing')],
  ['Technology', words('Software|Analytics|Mobility|Payments|Games')],
  ['Hospitality and travel', words('Hotels|Travel|Resorts')],
  ['Professional services', words('Legal|Staffing|Research')],
  ['Energy', words('Energy|Renewables')],
  ['Retail', words('Retail|Furniture|Home')],
];

const ROOTS = words(`
  Amberine|Anjeer|Arghawan|Badban|Bahaar|Banafsha|Barkha|Basant|Bilqees|Bulbul|Chakor|Chandni|Chashma|Daman-e-Koh|Darakht|Dilawar
  |Dilkash|Doaba|Falak|Fanoos|Farishta|Farozan|Firdaus|Gandhak|Gulbahar|Gulzameen|Hamal|Hazar|Hazarganj|Ilmas|Inayat|Iqbalabad
  |Jhelum View|Jugnoo Bagh|Kaghan|Kalash|Karamabad|Kashti|Khalis|Khanewal|Khirman|Khurshid|Khushbagh|Koel|Kohsar|Lalazar|Latifabad|Lobia|Maani
  |Mahtab|Makhmal|Malakand|Mashal|Mehran View|Minar|Misri|Moti Bagh|Naginabad|Namdar|Naranj|Nargis|Naseem|Nihal|Noor Pur|Oudh|Pahari
  |Palki|Panah|Parbat|Pari Mahal|Pashmina|Qandeel|Qila|Raftaar|Rahat|Rakhshan|Rawan|Razmak|Rehmat|Roshni|Saawan|Sadabahar|Safeer|Sahar
  |Samar|Sandal|Sang-e-Meel|Saqi|Sarsabz|Seemab|Shabnam|Shahtoot|Shalimar View|Shamiana|Shandar|Shikra|Sultanpur|Surahi|Surajmukhi|Swat Valley
  |Taj Pura|Takhti|Talash|Tamarind|Tarazoo|Tarbela View|Tez Raftar|Toot|Umang|Unnab|Wafa|Warsak|Yasmeen|Zafran|Zaitoon|Zard Gulab|Zarkhez|Ziarat`);
const FOREIGN = words(`
  Alderbrook|Ashcombe|Blackfen|Brinkworth|Calder Vale|Copperfield Bay|Dunmere|Eastmarch|Fallowmere|Greyholt|Harrowdene|Ironbridge Sound
  |Kestrelgate|Larkmoor|Millhaven|Northolme|Oakhampton Bay|Pinebrook|Redcliffe Sands|Silverdene|Thornwick|Umberleigh|Westmarch|Al Waha Gate
  |Al Nakheel Bay|Qasr Al Bahr|Wadi Al Noor|Rimal Coast`);
/** Name, its Latin form, industry. */
const URDU = words(`
  کاروانِ تجارت=Karwan e Tijarat e Nau=Logistics|گلستان فوڈز=Gulistan e Nau Foods=Food and agriculture|شفا دواخانہ=Shifa e Nau Dawakhana=Healthcare|روشن مستقبل اسکولز=Roshan Mustaqbil Schools=Education
  |مہران کولڈ اسٹوریج=Mehran Kinara Cold Storage=Logistics|نیا سویرا ٹرانسپورٹ=Naya Savera Transport=Logistics|باغِ بہشت ڈویلپرز=Bagh e Bahisht Developers=Construction and property
  |سنہری دھاگہ گارمنٹس=Sunehri Dhaga Garments=Textiles|پہاڑی شہد=Pahari Shehad Foods=Food and agriculture|قدم شوز=Qadam Qadam Shoes=Retail`);

const LOCAL_FORMS = [
  ['', 45],
  [' (Pvt) Ltd', 40],
  [' Limited', 12],
  [', Karachi', 2],
  [', Lahore', 1],
] as const;
const FOREIGN_FORMS = [
  [' Ltd', 35],
  [' LLC', 30],
  [' Inc.', 15],
  [' FZ-LLC', 15],
  [' GmbH', 5],
] as const;
const FAMILY_FORMS = words('Brothers|& Sons|Industries|Enterprises|Trading Corporation|Group');

export interface Client {
  readonly name: string;
  readonly industry: string;
  readonly contact: string;
  readonly title: string;
  readonly email: string;
  readonly phone: string;
}

/** Hands out client companies, none twice, so that one client belongs to one partner unless a clash is wanted. */
export class ClientBook {
  readonly #rng: Rng;
  readonly #taken = new Set<string>();
  readonly #urdu: string[];

  constructor(rng: Rng) {
    this.#rng = rng;
    this.#urdu = [...URDU];
  }

  next(): Client {
    const rng = this.#rng;
    for (;;) {
      const { name, latin, industry } = this.#name();
      const domain = slug(latin, '-');
      if (this.#taken.has(domain)) continue;
      this.#taken.add(domain);
      const contact = person(rng);
      return { name, industry, contact: contact.name, title: rng.pick(TITLES), email: mailbox(contact, `${domain}.example`), phone: mobile(this.#taken.size) };
    }
  }

  /** `latin` is without the legal form: two companies must differ by more than that. */
  #name(): { name: string; latin: string; industry: string } {
    const rng = this.#rng;
    const [industry, sectors] = rng.pick(SECTORS);
    const sector = rng.pick(sectors);
    const style = rng.int(1, 100);
    if (style === 1 && this.#urdu.length > 0) {
      const [name = '', latin = '', trade = ''] = at(this.#urdu.splice(0, 1), 0).split('=');
      return { name, latin, industry: trade };
    }
    if (style <= 14) {
      const latin = `${familyName(rng)} ${rng.pick(FAMILY_FORMS)}`;
      return { name: latin + rng.weighted(LOCAL_FORMS), latin, industry };
    }
    if (style <= 26) {
      const [abroad, words] = rng.pick(ABROAD);
      const latin = `${rng.pick(FOREIGN)} ${rng.pick(words)}`;
      return { name: latin + rng.weighted(FOREIGN_FORMS), latin, industry: abroad };
    }
    const latin = `${rng.pick(ROOTS)} ${sector}`;
    return { name: latin + rng.weighted(LOCAL_FORMS), latin, industry };
  }
}
