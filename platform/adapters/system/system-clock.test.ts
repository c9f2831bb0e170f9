import { clockSuite } from '#ports/clock.suite.ts';
import { systemClock } from './system-clock.ts';

clockSuite('systemClock', systemClock);
