"""What this office keeps: tables, migrations, one room per thing kept, search."""
