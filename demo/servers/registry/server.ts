import { Hono } from 'hono';
import type { ServerEnv } from '../../http/raw-request.ts';
import { OpenChargeError } from '../../opencharge/error.ts';
import { partiesOf } from '../../opencharge/parties.ts';
import type { ServerDefinition } from '../server.ts';

/** The registry of OpenCharge: where the metadata of an OCID is. In the field this is a contract on a chain. */
export const registryServer: ServerDefinition<'registry', object, object, never> = {
  name: 'registry',
  hosts: ['registry'],
  start(world) {
    const app = new Hono<ServerEnv>();
    app.get('/ocids/:ocid', (c) => {
      const party = partiesOf(world).get(c.req.param('ocid'));
      if (!party) return new OpenChargeError('UNKNOWN_OCID', 'nobody is registered under this OCID', 404).toResponse();
      return c.json({ ocid: party.ocid, metadataUrl: party.metadataUrl });
    });
    app.notFound(() => Response.json({ error: { code: 'NOT_FOUND', message: 'there is nothing here' } }, { status: 404 }));
    return { apps: { registry: app } };
  },
};
