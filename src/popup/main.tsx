import { render } from 'preact';
import { setPageLanguage } from '../ui/page-language.ts';
import { Sheet } from './sheet.tsx';

setPageLanguage();
const place = document.getElementById('sheet');
if (place !== null) render(<Sheet />, place);
