import type { Operation, ServiceDocument } from '@mctl/plugin-platform-common';
import { createDocumentText } from '@mctl/plugin-gitops-node';
import { TestPlatform } from '@mctl/plugin-platform-node/testUtils';
import { applyResourceProfile } from '../capabilities/applyResourceProfile';
import { configureService } from '../capabilities/configureService';
import { deployService } from '../capabilities/deployService';
import { getResourceUsage } from '../capabilities/getResourceUsage';
import { getServiceConfig } from '../capabilities/getServiceConfig';
import { getServiceEvents } from '../capabilities/getServiceEvents';
import { getServiceHistory } from '../capabilities/getServiceHistory';
import { getServiceLogs } from '../capabilities/getServiceLogs';
import { getServiceStatus } from '../capabilities/getServiceStatus';
import { getSizingRecommendation } from '../capabilities/getSizingRecommendation';
import { listServices } from '../capabilities/listServices';
import { restartService } from '../capabilities/restartService';
import { retireService } from '../capabilities/retireService';
import { rollbackService } from '../capabilities/rollbackService';
import { scaleService } from '../capabilities/scaleService';
import { platformDocument } from './platformDocument';
import { SHOP_IMAGE } from './shopText';

/** Names the test service in an input. */
export const shop = { tenant: 'acme', service: 'shop' };

/** Path of the test service's document. */
export const SHOP_DOCUMENT = 'tenants/acme/services/shop/service.yaml';

/** A platform with the capabilities of services, and none deployed. */
export function createShopPlatform(): Promise<TestPlatform> {
  return TestPlatform.create({
    capabilities: [
      applyResourceProfile(),
      configureService(),
      deployService(),
      getResourceUsage(),
      getServiceConfig(),
      getServiceEvents(),
      getServiceHistory(),
      getServiceLogs(),
      getServiceStatus(),
      getSizingRecommendation(),
      listServices(),
      restartService(),
      retireService(),
      rollbackService(),
      scaleService(),
    ],
    files: { 'platform.yaml': createDocumentText(platformDocument) },
  });
}

/** What the repository says of the test service. */
export async function readShop(
  platform: TestPlatform,
): Promise<ServiceDocument['spec'] | undefined> {
  const snapshot = await platform.repository.refresh();
  return snapshot.services.get('acme/shop')?.document.spec;
}

/** Deploys a tag as dev, an hour after whatever was before. */
export async function deployShop(
  platform: TestPlatform,
  tag: string,
  options: { state?: Operation['state']; input?: object } = {},
): Promise<Operation> {
  platform.pass(3_600_000);
  return platform.carryOut(
    'deploy-service',
    { ...shop, tag, image: SHOP_IMAGE, ...options.input },
    { user: 'dev', state: options.state },
  );
}
