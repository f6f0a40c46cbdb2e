import type { Rng } from './rng.ts';

const words = (text: string): string[] => text.trim().split(/\s*\|\s*/);

const MEN = words(`
  Ahmed|Bilal|Hamza|Usman|Danish|Faisal|Imran|Kashif|Salman|Zeeshan|Asad|Waqas|Adeel|Shahzad|Tariq|Nadeem|Junaid|Omer|Saad|Rizwan
  |Fahad|Haris|Irfan|Kamran|Moiz|Noman|Qasim|Raheel|Sohail|Taimoor|Umair|Waleed|Yasir|Zubair|Arslan|Babar|Ehsan|Ghulam Abbas
  |Muhammad Ali|Muhammad Hassan|Syed Mohsin|Syed Raza|Mir Balach|Gul Zaman|Sher Afzal|Jahanzeb|Khurram|Mudassir|Owais|Talha`);
const WOMEN = words(`
  Ayesha|Fatima|Sana|Hina|Mehreen|Nida|Rabia|Saima|Zainab|Amna|Bushra|Farah|Huma|Iqra|Javeria|Kiran|Lubna|Maryam|Nadia|Sadia
  |Samina|Shazia|Sidra|Tehmina|Uzma|Warda|Yumna|Zara|Anum|Beenish|Erum|Ghazala|Khadija|Mahnoor|Noor ul Ain|Palwasha|Rukhsana|Syeda Batool`);
const FAMILIES = words(`
  Qureshi|Siddiqui|Sheikh|Malik|Butt|Chaudhry|Mirza|Baig|Farooqi|Ansari|Khattak|Yousafzai|Afridi|Bangash|Baloch|Bugti|Marri|Jatoi
  |Soomro|Memon|Junejo|Shaikh|Rajput|Tiwana|Noon|Gondal|Warraich|Cheema|Bajwa|Gill|Awan|Abbasi|Satti|Kayani|Durrani|Tareen|Kakar
  |Achakzai|Hashmi|Gilani|Bukhari|Rizvi|Zaidi|Naqvi|Kazmi|Jafri|Lodhi|Niazi|Swati|Tanoli|Khwaja|Dar|Lone|Mughal|Pirzada|Makhdoom`);

export const TITLES = words(`
  Chief Executive|Managing Director|Director Operations|Head of IT|Chief Technology Officer|GM Finance|Head of Digital
  |Manager Information Systems|Head of Product|Director Supply Chain|Chief Operating Officer|Manager Procurement|Head of E-commerce|Company Secretary`);

/** Staff of the company, not of a partner. */
export const ACCOUNT_MANAGERS = words('Sana Mirza|Hamza Tiwana|Mehreen Khattak|Usman Soomro|Nida Farooqi|Danish Rajput');
export const APPROVERS = words('Rabia Durrani|Kamran Lodhi|Tehmina Gilani');

export interface Person {
  readonly first: string;
  readonly last: string;
  readonly name: string;
}

export function person(rng: Rng): Person {
  const first = rng.chance(62) ? rng.pick(MEN) : rng.pick(WOMEN);
  const last = rng.pick(FAMILIES);
  return { first, last, name: `${first} ${last}` };
}

export function familyName(rng: Rng): string {
  return rng.pick(FAMILIES);
}

/** ASCII letters and digits with single separators: for mail addresses and domains. */
export function slug(text: string, separator: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replaceAll(' ', separator);
}

export function mailbox(of: Person, domain: string): string {
  return `${slug(of.first, '.')}.${slug(of.last, '.')}@${domain}`;
}
