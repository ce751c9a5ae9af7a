export { type FileProfile, profileFile } from '../quality/profile-file.js';
