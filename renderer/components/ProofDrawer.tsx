import { Anchor, Breadcrumbs, Drawer, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { type ApiError, asApiError } from '../api/client.ts';
import type { ProofRequest, ProofView } from '../api/proofs.ts';
import { InsideProof } from './figures.tsx';
import { ProofTree } from './ProofTree.tsx';
import { backTo, closeProof, useProofStack } from './proof-store.ts';
import { ErrorPanel, Loading } from './states.tsx';

function ProofBody({ request }: { readonly request: ProofRequest }): ReactNode {
  const query = useQuery<ProofView, ApiError>({
    queryKey: ['proof.of', request.key],
    queryFn: request.load,
    // A sum of rows already on the screen carries them along: it must not outlive them.
    gcTime: request.key.startsWith('local:') ? 0 : 300_000,
  });
  if (query.error !== null) return <ErrorPanel error={asApiError(query.error, 'proof.of')} retry={() => void query.refetch()} />;
  if (query.data === undefined) return <Loading rows={5} />;
  return <ProofTree key={request.key} root={query.data} />;
}

/** Where a figure comes from, down to the rows of the files. Figures in it open on top; the trail leads back. */
export function ProofDrawer(): ReactNode {
  const stack = useProofStack();
  const shown = stack.at(-1);
  return (
    <Drawer
      opened={shown !== undefined}
      onClose={closeProof}
      position="right"
      size={560}
      overlayProps={{ backgroundOpacity: 0.12 }}
      title={<Text fw={600}>{shown === undefined ? 'Proof' : `Proof · ${shown.title}`}</Text>}
      closeButtonProps={{ 'aria-label': 'Close proof' }}
      styles={{ header: { minHeight: 48, paddingBlock: 8 }, body: { paddingInline: 12 } }}
    >
      {stack.length > 1 && (
        <Breadcrumbs mb="xs" separatorMargin={6} style={{ flexWrap: 'wrap' }}>
          {stack.slice(0, -1).map((request, index) => (
            <Anchor key={request.key} component="button" type="button" onClick={() => backTo(index)}>
              {request.title}
            </Anchor>
          ))}
        </Breadcrumbs>
      )}
      <InsideProof value={true}>{shown !== undefined && <ProofBody key={shown.key} request={shown} />}</InsideProof>
    </Drawer>
  );
}
