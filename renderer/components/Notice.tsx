import { notifications } from '@mantine/notifications';

/** Says in one line what was done; read out, and gone by itself. */
export function notice(message: string, title?: string): void {
  notifications.show({
    message,
    ...(title === undefined ? {} : { title }),
    color: 'teal',
    autoClose: 5000,
    withBorder: true,
    closeButtonProps: { 'aria-label': 'Close' },
    role: 'status',
  });
}

export function warningNotice(message: string): void {
  notifications.show({ message, color: 'orange', autoClose: 8000, withBorder: true, closeButtonProps: { 'aria-label': 'Close' }, role: 'alert' });
}
