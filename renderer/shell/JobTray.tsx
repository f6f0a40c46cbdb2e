import { ActionIcon, Button, Group, Indicator, Popover, Progress, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconAlertCircle, IconBan, IconCheck, IconProgress } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { cancelJob, clearJobs, type Job, useJobs } from '../api/jobs.ts';
import { useCommandHandlers } from '../commands/keys.ts';
import { countText, plural } from '../format/format.ts';
import { jobTitle } from '../format/jobs.ts';
import classes from './JobTray.module.css';

const SIGNS = { running: IconProgress, done: IconCheck, failed: IconAlertCircle, cancelled: IconBan } as const;
const WORDS = { running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled; nothing was changed' } as const;

/** `clawbacks, 3 of 6`. */
function progressText({ progress }: Job): string {
  if (progress === null) return WORDS.running;
  return progress.total === 0 ? progress.phase : `${progress.phase}, ${countText(progress.done)} of ${countText(progress.total)}`;
}

function spoken(job: Job): string {
  return `${jobTitle(job.procedure)}: ${job.state === 'running' ? progressText(job) : (job.message ?? WORDS[job.state])}`;
}

function JobRow({ job }: { readonly job: Job }): ReactNode {
  const Sign = SIGNS[job.state];
  const { progress } = job;
  const isRunning = job.state === 'running';
  return (
    <li className={classes.job} data-state={job.state}>
      <Sign size={16} aria-hidden className={classes.sign} />
      <div className={classes.body}>
        <Text fw={500}>{jobTitle(job.procedure)}</Text>
        <Text size="xs" c="dimmed">
          {isRunning ? progressText(job) : (job.message ?? WORDS[job.state])}
        </Text>
        {isRunning && (
          <Progress
            size="sm"
            mt={4}
            aria-label={jobTitle(job.procedure)}
            value={progress === null || progress.total === 0 ? 100 : (100 * progress.done) / progress.total}
            animated={progress === null || progress.total === 0}
          />
        )}
      </div>
      {isRunning && (
        <Button size="compact-sm" variant="default" onClick={() => cancelJob(job.id)}>
          Cancel
        </Button>
      )}
    </li>
  );
}

/** What runs longer than a glance, whatever screen started it, and how the last ones ended. */
export function JobTray(): ReactNode {
  const jobs = useJobs();
  const [opened, setOpened] = useState(false);
  const running = jobs.filter((job) => job.state === 'running');
  const [latest] = jobs;
  useCommandHandlers({ 'view.jobs': () => setOpened(true) });
  const label = running.length > 0 ? `${plural(running.length, 'job')} running` : 'Jobs';
  return (
    <>
      <Popover opened={opened} onChange={setOpened} position="bottom-end" width={340} shadow="md" trapFocus returnFocus transitionProps={{ duration: 0 }}>
        <Popover.Target>
          <Tooltip label={label}>
            <Indicator disabled={running.length === 0} label={running.length} size={15} offset={4}>
              <ActionIcon aria-label={label} aria-expanded={opened} onClick={() => setOpened(!opened)}>
                <IconProgress size={18} />
              </ActionIcon>
            </Indicator>
          </Tooltip>
        </Popover.Target>
        <Popover.Dropdown aria-label="Jobs">
          {jobs.length === 0 ? (
            <Text c="dimmed">Nothing runs. Closing a month, imports and payout steps stand here while they do.</Text>
          ) : (
            <>
              <ul className={classes.jobs}>
                {jobs.map((job) => (
                  <JobRow key={job.id} job={job} />
                ))}
              </ul>
              {running.length < jobs.length && (
                <Group justify="flex-end" mt="xs">
                  <Button size="compact-sm" variant="subtle" color="gray" onClick={clearJobs}>
                    Clear finished
                  </Button>
                </Group>
              )}
            </>
          )}
        </Popover.Dropdown>
      </Popover>
      <VisuallyHidden role="status">{latest === undefined ? '' : spoken(latest)}</VisuallyHidden>
    </>
  );
}
