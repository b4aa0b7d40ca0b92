import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { DeployPage } from './DeployPage';
import { RollbackPage } from './RollbackPage';
import { ServiceListPage } from './ServiceListPage';
import { ServicePage } from './ServicePage';

/** The pages below `/services`. */
export function ServicesRouter() {
  return (
    <Routes>
      <Route path="/" element={<ServiceListPage />} />
      <Route path="/deploy" element={<DeployPage />} />
      <Route path="/:tenant/:service" element={<ServicePage />} />
      <Route path="/:tenant/:service/rollback" element={<RollbackPage />} />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
