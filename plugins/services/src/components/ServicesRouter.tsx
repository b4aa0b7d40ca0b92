import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { ConfigurePage } from './ConfigurePage';
import { DeployPage } from './DeployPage';
import { ResizePage } from './ResizePage';
import { RestartPage } from './RestartPage';
import { RetirePage } from './RetirePage';
import { RollbackPage } from './RollbackPage';
import { ScalePage } from './ScalePage';
import { ServiceConfigTab } from './ServiceConfigTab';
import { ServiceEventsTab } from './ServiceEventsTab';
import { ServiceFrame } from './ServiceFrame';
import { ServiceListPage } from './ServiceListPage';
import { ServiceLogsTab } from './ServiceLogsTab';
import { ServiceOverviewTab } from './ServiceOverviewTab';
import { ServiceReleasesTab } from './ServiceReleasesTab';
import { ServiceUsageTab } from './ServiceUsageTab';

/** The pages below `/services`. */
export function ServicesRouter() {
  return (
    <Routes>
      <Route path="/" element={<ServiceListPage />} />
      <Route path="/deploy" element={<DeployPage />} />
      <Route path="/:tenant/:service" element={<ServiceFrame />}>
        <Route index element={<ServiceOverviewTab />} />
        <Route path="releases" element={<ServiceReleasesTab />} />
        <Route path="logs" element={<ServiceLogsTab />} />
        <Route path="events" element={<ServiceEventsTab />} />
        <Route path="usage" element={<ServiceUsageTab />} />
        <Route path="configuration" element={<ServiceConfigTab />} />
      </Route>
      <Route path="/:tenant/:service/rollback" element={<RollbackPage />} />
      <Route path="/:tenant/:service/scale" element={<ScalePage />} />
      <Route path="/:tenant/:service/configure" element={<ConfigurePage />} />
      <Route path="/:tenant/:service/size" element={<ResizePage />} />
      <Route path="/:tenant/:service/restart" element={<RestartPage />} />
      <Route path="/:tenant/:service/retire" element={<RetirePage />} />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
