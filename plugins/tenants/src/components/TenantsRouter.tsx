import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { DeleteTenantPage } from './DeleteTenantPage';
import { NewTenantPage } from './NewTenantPage';
import { TenantListPage } from './TenantListPage';
import { TenantPage } from './TenantPage';

/** The pages below `/tenants`. */
export function TenantsRouter() {
  return (
    <Routes>
      <Route path="/" element={<TenantListPage />} />
      <Route path="/new" element={<NewTenantPage />} />
      <Route path="/:tenant" element={<TenantPage />} />
      <Route path="/:tenant/delete" element={<DeleteTenantPage />} />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
