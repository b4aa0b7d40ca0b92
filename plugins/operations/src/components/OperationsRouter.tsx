import { NotFoundErrorPage } from '@backstage/frontend-plugin-api';
import { Route, Routes } from 'react-router-dom';
import { OperationListPage } from './OperationListPage';
import { OperationPage } from './OperationPage';

/** The pages below `/operations`. */
export function OperationsRouter() {
  return (
    <Routes>
      <Route path="/" element={<OperationListPage />} />
      <Route path="/:id" element={<OperationPage />} />
      <Route path="*" element={<NotFoundErrorPage />} />
    </Routes>
  );
}
