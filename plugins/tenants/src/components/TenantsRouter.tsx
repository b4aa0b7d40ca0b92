import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { DeleteTenantPage } from './DeleteTenantPage';
import { MemberPage } from './MemberPage';
import { NewTenantPage } from './NewTenantPage';
import { QuotaPage } from './QuotaPage';
import { RemoveMemberPage } from './RemoveMemberPage';
import { SettingsPage } from './SettingsPage';
import { TenantListPage } from './TenantListPage';
import { TenantPage } from './TenantPage';

/** The pages below `/tenants`. */
export function TenantsRouter() {
  return (
    <Routes>
      <Route path="/" element={<TenantListPage />} />
      <Route path="/new" element={<NewTenantPage />} />
      <Route path="/:tenant" element={<TenantPage />} />
      <Route path="/:tenant/settings" element={<SettingsPage />} />
      <Route path="/:tenant/quota" element={<QuotaPage />} />
      <Route path="/:tenant/members/add" element={<MemberPage />} />
      <Route path="/:tenant/members/:user" element={<MemberPage />} />
      <Route
        path="/:tenant/members/:user/remove"
        element={<RemoveMemberPage />}
      />
      <Route path="/:tenant/delete" element={<DeleteTenantPage />} />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
