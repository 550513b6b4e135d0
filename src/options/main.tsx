import { render } from 'preact';
import { setPageLanguage } from '../ui/page-language.ts';
import { Page } from './page.tsx';

setPageLanguage();
const place = document.getElementById('page');
if (place !== null) render(<Page />, place);
