"""First names and titles that tell "he" from "she"; those that do not are in neither set."""

from __future__ import annotations

from ingest.text.wordlists import word_set

MEN = word_set(
    """Mr Sir Lord King Prince Pope Father Congressman Chairman James John Robert Michael William David
    Richard Joseph Thomas Charles Christopher Daniel Matthew Anthony Mark Donald Steven Paul Andrew
    Joshua Kenneth Kevin Brian George Edward Ronald Timothy Jason Jeffrey Ryan Jacob Gary Nicholas Eric
    Jonathan Stephen Larry Justin Scott Brandon Benjamin Samuel Gregory Frank Alexander Raymond Patrick
    Jack Dennis Jerry Tyler Aaron Jose Adam Nathan Henry Douglas Zachary Peter Kyle Walter Ethan Jeremy
    Harold Keith Christian Roger Noah Gerald Carl Terry Sean Austin Arthur Lawrence Jesse Dylan Bryan
    Joe Jordan Billy Bruce Albert Willie Gabriel Logan Alan Juan Wayne Roy Ralph Randy Eugene Vincent
    Russell Elijah Louis Bobby Philip Johnny Simon Ian Neil Colin Graham Stuart Hugh Oliver Harry
    Mohammed Muhammad Ahmed Ali Omar Ibrahim Karim Hassan Hussein Vladimir Sergei Ivan Dmitry Pierre
    Michel Jacques Francois François Hans Klaus Jürgen Carlos Luis Pedro Miguel Javier Antonio Marco
    Giovanni Giuseppe Matteo Mike Bill Bob Jim Tom Tim Dan Dave Steve Rick Ted Tony Greg Jeff Ben Sam
    Matt Chris Nick Ken Ron Don Barack Boris Emmanuel Olaf Volodymyr Xi Narendra Rahul Rishi Keir Elon
    Vikram Hiroshi Kenji Fred Martin Leo Max Felix Lucas Viktor Erik Lars Sven Ahmad Youssef Mustafa
    Mehmet Recep Bernie Marcus Derek Craig Jared Mitch Trevor"""
)
WOMEN = word_set(
    """Mrs Ms Miss Dame Lady Queen Princess Sister Congresswoman Chairwoman Mary Patricia Jennifer Linda
    Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Margaret Sandra Ashley Kimberly Emily
    Donna Michelle Carol Amanda Dorothy Melissa Deborah Stephanie Rebecca Sharon Laura Cynthia Kathleen
    Amy Angela Shirley Anna Brenda Pamela Emma Nicole Helen Samantha Katherine Christine Debra Rachel
    Carolyn Janet Catherine Maria Heather Diane Ruth Julie Olivia Joyce Virginia Victoria Lauren
    Christina Joan Evelyn Judith Megan Andrea Cheryl Hannah Jacqueline Martha Gloria Teresa Ann Sara
    Madison Frances Kathryn Janice Abigail Alice Julia Judy Sophia Grace Denise Amber Doris Marilyn
    Danielle Beverly Isabella Theresa Diana Natalie Brittany Charlotte Marie Kayla Alexis Lori Kate
    Katie Anne Jane Fiona Claire Nicola Ursula Hillary Kamala Alicia Aisha Fatima Leila Layla Amina
    Zainab Mariam Olga Svetlana Natasha Irina Elena Sofia Lucia Carmen Rosa Ana Isabel Ingrid Greta
    Astrid Yuki Priya Indira Melania Ivanka Liz Beth Sue Jill Meg Meghan Ellen Erin Holly Zoe Lucy Chloe
    Ella Mia Eva Nina Sally Wendy Tracy Paula Marine Giorgia Jacinda Sanna Lena Petra Heidi Monica
    Veronica Valerie"""
)
