import { defineConfig } from 'drizzle-kit';

// `npm run db:generate` writes the SQL, then scripts/strict.mjs adds what drizzle-kit cannot say.
export default defineConfig({
  dialect: 'sqlite',
  schema: './src/db/schema/*.ts',
  out: './drizzle',
  breakpoints: true,
});
