export { type CleanedTable, cleanTable, type CleaningStep, type TableCleaning, type TableColumn } from '../preparation/table-cleaning.js';
