import { render } from 'preact';
import { Sheet } from './sheet.tsx';

const place = document.getElementById('sheet');
if (place !== null) render(<Sheet />, place);
