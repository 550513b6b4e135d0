import { render } from 'preact';
import { setPageLanguage } from '../../../ui/page-language.ts';
import { WalletPage } from './wallet-page.tsx';

setPageLanguage();
const place = document.getElementById('page');
if (place !== null) render(<WalletPage />, place);
