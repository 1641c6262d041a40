export * from '@sandy/minecraft';
