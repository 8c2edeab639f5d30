"""Full-screen screens, one a module."""
