/** dcmjs ships no types; demo/archive/dcmjs.ts says what is used of it. */
declare module 'dcmjs';
