/**
 * The portal's client of the platform, and the parts its pages are made of.
 *
 * @packageDocumentation
 */
export * from './api/ChangeFeed';
export * from './api/PlatformApi';
export * from './api/PlatformClient';
export * from './api/PlatformError';
export * from './api/queries';
export * from './api/serviceQueries';
export * from './components/Badge';
export * from './components/CheckedForm';
export * from './components/DataTable';
export { DiffView } from './components/DiffView';
export * from './components/EmptyState';
export * from './components/ErrorPanel';
export * from './components/EvidenceList';
export * from './components/HealthBadge';
export * from './components/HostLink';
export * from './components/LiveNotice';
export * from './components/ObservedValue';
export * from './components/OperationTable';
export * from './components/PageTabs';
export * from './components/PagedPanel';
export * from './components/Panel';
export * from './components/PlanReview';
export * from './components/PlannedChangePage';
export * from './components/PlannedOperation';
export * from './components/PlatformPage';
export * from './components/QueryView';
export * from './components/RelativeTime';
export * from './components/ReviewedChange';
export * from './components/StateBadge';
export * from './components/StepList';
export * from './components/UsageBar';
export * from './components/formatAmount';
export * from './components/formatDuration';
export * from './explainFault';
export * from './format';
export * from './hooks/useCapabilityQuery';
export * from './hooks/useCommand';
export * from './hooks/useFeedStatus';
export * from './hooks/useMay';
export * from './hooks/useOperation';
export * from './hooks/usePages';
export * from './hooks/usePlannedOperation';
export * from './hooks/useWhoAmI';
export * from './paths';
