import { exact, type HttpMatch } from '../../mesh/route/match';

/** Requests of the user that signed in as `jason`; productpage passes the header on. */
export const jason: HttpMatch = { headers: { 'end-user': exact('jason') } };
