import '@fontsource-variable/inter/wght.css';
import './css/tokens.css';
import './css/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { invariant } from '../shared/result.ts';
import { openConnection } from './api/open-connection.ts';
import { App } from './screens/app.tsx';
import { connect } from './stores/connect.ts';
import { followShell } from './stores/follow-shell.ts';

const place = document.getElementById('root');
invariant(place !== null, 'index.html has no #root');

connect(openConnection(window));
if (window.lanrage !== undefined) followShell(window.lanrage);
createRoot(place).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
