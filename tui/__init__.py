"""What people see: the app, its screens, the keying form, the command line."""
